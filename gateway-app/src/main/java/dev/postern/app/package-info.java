/** The gateway as a program and as a library. */
@NullMarked
package dev.postern.app;

import org.jspecify.annotations.NullMarked;
