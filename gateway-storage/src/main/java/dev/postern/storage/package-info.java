/**
 * What a gateway keeps, behind interfaces that another kind of store could fulfil: {@link
 * dev.postern.storage.MemoryStore} for as long as the process lives, {@link
 * dev.postern.storage.journal.JournalStore} for good.
 *
 * <pre>
 *   {@link dev.postern.storage.GatewayStore}
 *   ├── {@link dev.postern.storage.ClientRegistry clients}   client's address (32)              → {@link dev.postern.storage.Registration}: shared secret, registered at, last used
 *   └── {@link dev.postern.storage.InboxStore inboxes}   client's address (32) ‖ position   → {@link dev.postern.storage.StoredMessage}: what the final hop gave
 * </pre>
 *
 * <h2>The life of a message</h2>
 *
 * <pre>
 *   append      → a {@link dev.postern.storage.Appended position}, at once: readers see it from here on
 *               → or {@link dev.postern.storage.Refused}: nobody is registered, a limit is reached, the store failed, too much waits
 *   hold        → the same, in memory only, for a client that is here when append refused
 *   durable     → the future completes: now the SURB-ack may leave
 *   read        → a {@link dev.postern.storage.Batch}, in order, as often as one likes
 *   removeUpTo  → gone, when the client has it
 *   too old     → gone, when the client didn't come for {@link dev.postern.storage.StoreLimits a long time}
 *   a crash     → before durable: it may be gone, and nobody was told otherwise
 *                 after durable: it is there; it may be there again if it had just been removed
 * </pre>
 *
 * <p>Positions grow over all inboxes together, so those of one inbox grow too, with gaps. They are
 * never given twice.
 */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
