/**
 * What JMH writes with {@code -rf json}, made readable; {@code benchmarks/results} runs it.
 *
 * <ul>
 *   <li>{@link dev.postern.benchmarks.results.ResultTable}: files of one run on several JDKs, as
 *       tables
 *   <li>{@link dev.postern.benchmarks.results.ResultComparison}: two files, and which of their
 *       differences are more than noise
 * </ul>
 */
@NullMarked
package dev.postern.benchmarks.results;

import org.jspecify.annotations.NullMarked;
