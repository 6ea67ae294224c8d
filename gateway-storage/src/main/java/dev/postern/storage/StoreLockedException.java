package dev.postern.storage;

/** Another process, or another store of this one, has the directory. */
public final class StoreLockedException extends StoreException {
  /** One sentence that names the directory. */
  public StoreLockedException(String message) {
    super(message);
  }
}
