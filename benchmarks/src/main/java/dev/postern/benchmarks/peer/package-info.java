/**
 * The Java half of benchmarks/peer: Postern beside {@code sphinx-packet}, the library that Nym
 * publishes. Its README tells how both halves run together.
 *
 * <ul>
 *   <li>{@link dev.postern.benchmarks.peer.CrossCheck}: packets of either side, read by the other
 *   <li>{@link dev.postern.benchmarks.peer.Ratios}: what both sides measured, in one table
 * </ul>
 */
@NullMarked
package dev.postern.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
