/**
 * Being listed: the validator's REST API (spec §5) behind an interface, and the presence that keeps
 * it out of the traffic's way.
 *
 * <pre>
 *  Gateway.start ── DirectoryPresence.start          one daemon thread, nothing waits for it
 *                        │
 *                        ├─ Directory.topology ───── GET /api/mixmining/topology
 *                        │     another node has our address: conflict() completes, and that is all
 *                        │     our identity is listed: a warning, the last stop was not clean
 *                        ├─ Directory.register ───── POST /api/mixmining/register/gateway
 *                        │     any failure: a log line, and again after 5 s, 10 s, … 5 min
 *                        ├─ Directory.topology ───── now and then: where packets may go
 *  Gateway.close ── DirectoryPresence.close
 *                        └─ Directory.unregister ─── DELETE /api/mixmining/register/{identity}
 *                              3 s at most
 * </pre>
 *
 * {@link dev.postern.app.directory.ValidatorDirectory} speaks HTTP, {@code ValidatorJson} reads and
 * writes its bodies, {@link dev.postern.app.directory.Topology} answers what a start needs to know.
 * An embedder may bring a {@link dev.postern.app.directory.Directory} of its own.
 */
@NullMarked
package dev.postern.app.directory;

import org.jspecify.annotations.NullMarked;
