/**
 * All generations of the wire that are spoken, between nodes and with clients, each in a package of
 * its own behind the interfaces of {@link dev.postern.net.wire}. Another one is another package,
 * and a line here.
 */
@NullMarked
package dev.postern.net.generations;

import org.jspecify.annotations.NullMarked;
