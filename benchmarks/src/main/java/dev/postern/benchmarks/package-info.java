/**
 * What a packet costs, measured with JMH: {@code java -jar benchmarks/target/benchmarks.jar}.
 *
 * <ul>
 *   <li>{@link dev.postern.benchmarks.UnwrapBenchmark}: a layer off a packet, the gateway's work;
 *       {@link dev.postern.benchmarks.PooledUnwrapBenchmark}: the same where the gateway does it
 *   <li>{@link dev.postern.benchmarks.BuildBenchmark}: a packet made, a client's work
 *   <li>{@link dev.postern.benchmarks.FreshPacketBenchmark}: the same with its secret, and SURBs
 *   <li>{@link dev.postern.benchmarks.FrameDecodingBenchmark}: packets out of a connection's bytes
 *   <li>{@link dev.postern.benchmarks.ChannelFrameBenchmark}: frames of a client's link, sealed and
 *       opened
 *   <li>{@link dev.postern.benchmarks.RegistrationBenchmark}: a handshake, the gateway's half
 *   <li>{@link dev.postern.benchmarks.PrimitivesBenchmark}, {@link
 *       dev.postern.benchmarks.GcmSivBenchmark}, {@link dev.postern.benchmarks.SignatureBenchmark}:
 *       each primitive at the length at which the others call it, to see which of them a change is
 *       about
 * </ul>
 *
 * <p>What storing costs is in {@code dev.postern.benchmarks.store}. All inputs come from fixed
 * seeds. {@link dev.postern.benchmarks.Suite} has what is quoted: the figures stand in
 * benchmarks/RESULTS.md, and what each decides in benchmarks/README.md.
 */
@NullMarked
package dev.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
