/**
 * The gateway as a program and as a library. {@link dev.postern.app.Gateway} is the library: it
 * puts store, listeners and directory together, starts them and closes them. {@link
 * dev.postern.app.cli.Postern} is the program, a command line around it.
 *
 * <pre>
 *  cli ─▶ config        files, keys, addresses
 *   │
 *   ├──▶ demo ─▶ Gateway
 *   └──▶ Gateway ─▶ gateway-net, gateway-storage, sphinx-core
 *          └──▶ directory     being listed, in the background
 * </pre>
 */
@NullMarked
package dev.postern.app;

import org.jspecify.annotations.NullMarked;
