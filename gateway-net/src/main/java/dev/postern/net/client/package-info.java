/** Trace B: the websocket listener, login and the client's session. */
@NullMarked
package dev.postern.net.client;

import org.jspecify.annotations.NullMarked;
