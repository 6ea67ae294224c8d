/**
 * The command line (spec §6): what {@code java -jar postern.jar} does.
 *
 * <pre>
 *  postern ─┬─ init ───── options ──▶ GatewayConfig, GatewayKeys ──▶ files
 *           ├─ run ────── files, options over them ──▶ StartupText, Gateway; CleanStop on signals, HeapKeeper
 *           ├─ upgrade ── file of an older version ──▶ file of this one
 *           ├─ topology ─ files, or nodes' HTTP APIs ──▶ a network, as clients take it from a file
 *           ├─ store ──── verify, stats, export, import, purge ──▶ the store, and nothing else
 *           └─ demo ───── a message through a gateway, in one process
 * </pre>
 *
 * MixnetOptions, ClientsOptions and the other Options are what init and run share: each turns a
 * section of a configuration into the same section with options over it. Every failure ends in
 * OneLineErrors: one line on stderr, exit code 1 if the work failed, 2 if the command line was
 * wrong. Nothing else depends on this package. {@link dev.postern.app.cli.Postern} has the main
 * method.
 */
@NullMarked
package dev.postern.app.cli;

import org.jspecify.annotations.NullMarked;
