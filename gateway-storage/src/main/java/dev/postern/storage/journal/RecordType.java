package dev.postern.storage.journal;

import org.jspecify.annotations.Nullable;

/** What a record says. The numbers are on disk: never change one, never use one again. */
enum RecordType {
  /** A message for the owner, at the position. Payload: its content. */
  MESSAGE(1),
  /** The owner's messages up to and with the position are gone. No payload. */
  REMOVED_UP_TO(2),
  /** The owner is registered. Payload: {@link RegistrationPayload}. Position: 0. */
  REGISTERED(3),
  /** The owner is not registered any more. No payload. Position: 0. */
  FORGOTTEN(4),
  /** The owner was here. Payload: when, 8 bytes, milliseconds since 1970. Position: 0. */
  USED(5),
  /**
   * Nothing comes after it. Payload: how many registrations and messages came before, 8 bytes each.
   */
  END(6);

  private static final RecordType[] BY_CODE = {
    null, MESSAGE, REMOVED_UP_TO, REGISTERED, FORGOTTEN, USED, END
  };

  private final byte code;

  RecordType(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  /** Null for a number that this version doesn't know. */
  static @Nullable RecordType ofCode(int code) {
    return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
