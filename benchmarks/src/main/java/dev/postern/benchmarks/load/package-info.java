/**
 * Load on a gateway of Nym 0.9's wire, whoever wrote it: {@code java -cp
 * benchmarks/target/benchmarks.jar dev.postern.benchmarks.load.LoadGenerator SCENARIO …}.
 *
 * <pre>
 *                     ┌──────────── the gateway ────────────┐
 *  Sender ─ Outlet ──►│ mix port                client port │──► LoadClient ─┐
 *    │  at its Pace   └────────────────────────┬────────────┘    (a Crowd)   │
 *    │                                    acks │                             │
 *    │                                         ▼                             │
 *    └─ intended time ─► PacketLog ◄───────── Sink                           │
 *                            ▲────────────────────────── number of a message ┘
 * </pre>
 *
 * <p>Packets are built before the time starts ({@link dev.postern.benchmarks.load.PacketStock}),
 * each for once: a gateway drops what it has seen. The sender has a thread to itself and never
 * reads; sink and clients are on event loops.
 */
@NullMarked
package dev.postern.benchmarks.load;

import org.jspecify.annotations.NullMarked;
