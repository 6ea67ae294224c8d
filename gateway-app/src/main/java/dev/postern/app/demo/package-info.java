/** A gateway, three mix hops and two clients in one process. */
@NullMarked
package dev.postern.app.demo;

import org.jspecify.annotations.NullMarked;
