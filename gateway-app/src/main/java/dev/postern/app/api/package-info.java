/**
 * The self-described HTTP API (the later generations' spec §8): what a directory service, or
 * whoever makes a topology by hand, asks a gateway about itself. Off by default.
 *
 * <pre>
 *  ApiServer ─▶ ApiHandler ─▶ Documents ─┬─ AnnouncedAddresses    from an Announcement
 *  TCP          one GET,       path →    ├─ SignedHostInformation data || signature
 *               one answer     JSON      └─ KeyRotationInfo       hours, and which one is ours
 * </pre>
 *
 * It faces strangers: so many connections, so many bytes, so many seconds, one request each, no log
 * lines. {@link dev.postern.app.api.SignedHostInformation} also reads what another node says.
 */
@NullMarked
package dev.postern.app.api;

import org.jspecify.annotations.NullMarked;
