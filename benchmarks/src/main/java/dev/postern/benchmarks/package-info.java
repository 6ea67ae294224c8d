/**
 * What a packet costs, measured with JMH: {@code java -jar benchmarks/target/benchmarks.jar}.
 *
 * <ul>
 *   <li>{@link dev.postern.benchmarks.UnwrapBenchmark}: a layer off a packet, the gateway's work
 *   <li>{@link dev.postern.benchmarks.BuildBenchmark}: a packet made, a client's work
 *   <li>{@link dev.postern.benchmarks.FreshPacketBenchmark}: the same with its secret, and SURBs
 *   <li>{@link dev.postern.benchmarks.PrimitivesBenchmark}: each primitive at the length at which
 *       the packet path calls it, to see which of them a change is about
 *   <li>{@link dev.postern.benchmarks.SignatureBenchmark}: a registration's Ed25519
 * </ul>
 *
 * <p>All inputs come from fixed seeds. What the figures were, on what, and what each decides stands
 * in benchmarks/README.md.
 */
@NullMarked
package dev.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
