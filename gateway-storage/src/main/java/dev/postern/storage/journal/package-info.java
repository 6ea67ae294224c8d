/**
 * The durable store: a journal that is the truth, and inboxes in memory that know what it says.
 *
 * <pre>
 *   InboxStore.append          any thread                        JournalWriter's thread
 *        │
 *        ▼
 *   {@link dev.postern.storage.journal.Inboxes} ──► {@link dev.postern.storage.journal.Intake} ═══ queue ═══► {@link dev.postern.storage.journal.JournalWriter}
 *        │   position,          one short lock                   │ 1. {@link dev.postern.storage.journal.Journal}: one write, one fsync
 *        ▼                                                       │ 2. {@link dev.postern.storage.journal.RegistryFile}: the same, if needed
 *   {@link dev.postern.storage.journal.Inbox}                                                        │ 3. futures complete
 *     positions, places,     ◄────────── its place ──────────────┤ 4. {@link dev.postern.storage.journal.FreshMessages}: what is too much for memory
 *     fresh contents         ◄───────── content leaves ──────────┤ 5. {@link dev.postern.storage.journal.Reclaim}: some work
 *        │
 *        ▼
 *   {@link dev.postern.storage.journal.InboxReader}: all fresh? done. Else a reader thread: place → segment → checksum → message
 * </pre>
 *
 * Beside it {@link dev.postern.storage.journal.Housekeeping}, on a thread of its own: every second
 * a look at {@link dev.postern.storage.journal.DiskSpace}, every minute one at the {@link
 * dev.postern.storage.journal.PlausibleClock}; what is too old by {@link
 * dev.postern.storage.journal.PositionTimes} then takes the same way out as what was confirmed.
 *
 * <h2>On disk</h2>
 *
 * <pre>
 *   messages/NNNNNNNNNN.segment        {@link dev.postern.storage.journal.FileHeader}, then {@link dev.postern.storage.journal.RecordFormat records}:
 *                                        MESSAGE        owner, position, content
 *                                        REMOVED_UP_TO  owner, position
 *   registrations/NNNNNNNNNN.registry  the same header, then:
 *                                        REGISTERED     owner, times, secret
 *                                        FORGOTTEN      owner
 *                                        USED           owner, time
 *   index.mapdb                        {@link dev.postern.storage.journal.IndexFile}: owner ‖ position → segment, offset, length
 *   times                              {@link dev.postern.storage.journal.Times}: what the clock showed, and when positions were given away
 *   clean                              {@link dev.postern.storage.journal.CleanMarker}, while nobody has the store; so is the index
 *   quarantine/                        {@link dev.postern.storage.journal.Damage what} should have been a record and was none
 * </pre>
 *
 * <h2>When the disk fails</h2>
 *
 * A file in which a write or an fsync failed is never written again; the next one gets what was not
 * durable. If there can't be a next one, there is a {@link dev.postern.storage.journal.Suspension}
 * until there can. {@code docs/adr/0013} has the reasons.
 *
 * <h2>Opening</h2>
 *
 * {@link dev.postern.storage.journal.JournalStore} takes the {@link
 * dev.postern.storage.journal.DirectoryLock}, takes the marker away, and reads the registrations;
 * then {@link dev.postern.storage.journal.CleanStart} believes the index, or {@link
 * dev.postern.storage.journal.Rebuild} reads the journal.
 *
 * <h2>Looking without opening</h2>
 *
 * {@link dev.postern.storage.journal.StoreSnapshot} reads a store that may be in use, takes no lock
 * and writes nothing. {@link dev.postern.storage.journal.StoreExport} saves one in a file, which
 * {@link dev.postern.storage.journal.StoreImport} brings into a store that is open.
 *
 * <p>{@code docs/store-format.md} has every byte, {@code docs/adr/0004}, {@code 0005}, {@code 0014}
 * and {@code 0015} the reasons.
 */
@NullMarked
package dev.postern.storage.journal;

import org.jspecify.annotations.NullMarked;
