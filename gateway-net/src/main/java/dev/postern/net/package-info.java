/** The gateway's two listeners. */
@NullMarked
package dev.postern.net;

import org.jspecify.annotations.NullMarked;
