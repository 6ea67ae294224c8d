/** The durable store. */
@NullMarked
package dev.postern.storage.journal;

import org.jspecify.annotations.NullMarked;
