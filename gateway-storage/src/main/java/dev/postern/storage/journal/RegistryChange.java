package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A record for the registry's file.
 *
 * @param type {@code REGISTERED}, {@code FORGOTTEN} or {@code USED}
 * @param client whose
 * @param payload as the type says
 * @param durable completes when the record is durable
 */
record RegistryChange(
    RecordType type, DestinationAddress client, ByteBuffer payload, CompletableFuture<Void> durable)
    implements Work {
  RegistryChange(RecordType type, DestinationAddress client, ByteBuffer payload) {
    this(type, client, payload, new CompletableFuture<>());
  }

  static RegistryChange registered(Registration registration) {
    return new RegistryChange(
        RecordType.REGISTERED, registration.client(), RegistrationPayload.encode(registration));
  }

  static RegistryChange forgotten(DestinationAddress client) {
    return new RegistryChange(RecordType.FORGOTTEN, client, ByteBuffer.allocate(0));
  }

  static RegistryChange used(Registration registration) {
    return new RegistryChange(
        RecordType.USED,
        registration.client(),
        RegistrationPayload.encodeUse(registration.lastUsed()));
  }

  @Override
  public int recordBytes() {
    return RecordFormat.bytes(payload.remaining());
  }

  @Override
  public String toString() {
    return "RegistryChange[" + type + ", redacted]";
  }
}
