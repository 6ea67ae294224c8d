/** What Nym of 2025 brought on the wire: between nodes, frames that name a key rotation. */
@NullMarked
package dev.postern.net.nym2025;

import org.jspecify.annotations.NullMarked;
