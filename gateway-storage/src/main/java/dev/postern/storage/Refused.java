package dev.postern.storage;

/**
 * The message was not stored.
 *
 * @param reason why; each is counted by itself
 */
public record Refused(Reason reason) implements AppendOutcome {
  /** Why a store refuses. */
  public enum Reason {
    /** Nobody is registered under that address. */
    UNKNOWN_CLIENT,
    /** The client's inbox has reached its quota of messages or bytes. */
    INBOX_FULL,
    /** All inboxes together have reached the quota of messages or bytes. */
    STORE_FULL,
    /** There is less free disk space than must be left, or none. */
    DISK_FULL,
    /** A write or fsync failed and the disk has not come back, or the store is closed. */
    STORE_FAILED,
    /** More is waiting to be written, or held, than memory may hold. */
    OVERLOADED
  }
}
