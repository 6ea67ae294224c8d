/** JMH benchmarks of the packet path. */
@NullMarked
package dev.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
