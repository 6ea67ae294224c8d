/** The wire of Nym 0.9: bytes to values and back, without a channel. */
@NullMarked
package dev.postern.net.nym09;

import org.jspecify.annotations.NullMarked;
