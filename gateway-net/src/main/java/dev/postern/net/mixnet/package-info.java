/** Trace A, first half: from TCP bytes to a final hop's message; and the way back out. */
@NullMarked
package dev.postern.net.mixnet;

import org.jspecify.annotations.NullMarked;
