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
    /** A write or fsync failed before, or the store is closed: nothing can be promised any more. */
    STORE_FAILED,
    /** More is waiting to be written than memory may hold. */
    OVERLOADED
  }
}
