/**
 * What storing costs, measured with JMH. All but {@link
 * dev.postern.benchmarks.store.ReplayBenchmark} work on a {@link
 * dev.postern.benchmarks.store.TemporaryStore}.
 *
 * <ul>
 *   <li>{@link dev.postern.benchmarks.store.JournalAppendBenchmark}: messages, until they are
 *       durable
 *   <li>{@link dev.postern.benchmarks.store.DrainBenchmark}: an inbox read to its end
 *   <li>{@link dev.postern.benchmarks.store.OpenBenchmark}: a store opened, after a clean stop and
 *       after none
 *   <li>{@link dev.postern.benchmarks.store.ManyInboxesBenchmark}, {@link
 *       dev.postern.benchmarks.store.LongInboxBenchmark}: whether an append costs more beside a
 *       million inboxes, or behind a million messages
 *   <li>{@link dev.postern.benchmarks.store.ReplayBenchmark}: a packet remembered, so that it comes
 *       once
 * </ul>
 *
 * <p>They write to the directory for temporary files; {@code -p directory=/some/disk} names another
 * one, and should where that directory is none on a disk.
 */
@NullMarked
package dev.postern.benchmarks.store;

import org.jspecify.annotations.NullMarked;
