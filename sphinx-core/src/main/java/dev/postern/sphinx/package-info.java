/** Sphinx packets of Nym 0.9: bytes in, value out. */
@NullMarked
package dev.postern.sphinx;

import org.jspecify.annotations.NullMarked;
