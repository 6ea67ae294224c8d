/**
 * What was seen, on disk: sets of tags that survive kill -9 without a system call for each, since
 * they are files mapped into memory, and that grow to a bound and not further.
 *
 * <pre>
 *   {@link dev.postern.storage.replay.MappedReplays}        one directory, one secret, one thread that keeps house
 *   └── {@link dev.postern.storage.replay.MappedTags}       one set: of a Sphinx key's packets, or of logins
 *       └── {@link dev.postern.storage.replay.LiveTables}   where it looks and adds, under one lock
 *           ├── windows, newest first    {@link dev.postern.storage.replay.FingerprintTable}: exact; the newest one is added to
 *           ├── the spare                the next window, made ahead of time
 *           ├── folded                   {@link dev.postern.storage.replay.FoldedTags}: what windows held for which there was no more room
 *           └── waiting                  in memory, while there is no room on the disk
 * </pre>
 *
 * <p>A tag is known by 64 bits ({@link dev.postern.storage.replay.TagHash}) that nobody outside can
 * compute. {@code docs/store-format.md} has every byte, {@code docs/adr/0017} the reasons.
 */
@NullMarked
package dev.postern.storage.replay;

import org.jspecify.annotations.NullMarked;
