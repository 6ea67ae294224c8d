package dev.postern.storage.journal;

/** What waits for the writer, in the order in which it takes effect. */
sealed interface Work permits FreshMessage, Removal, Discard, RegistryChange {
  /** Bytes of its record; 0 if it has none. */
  int recordBytes();
}
