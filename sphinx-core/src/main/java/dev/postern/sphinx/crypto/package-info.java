/** Keys and the primitives under them. */
@NullMarked
package dev.postern.sphinx.crypto;

import org.jspecify.annotations.NullMarked;
