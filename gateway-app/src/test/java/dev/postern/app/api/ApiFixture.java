package dev.postern.app.api;

import dev.postern.app.directory.Announcement;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** The documents of a gateway that a test describes. */
final class ApiFixture {
  static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  static final IdentityPrivateKey IDENTITY = IdentityPrivateKey.fromBytes(filled(17));
  static final SphinxPublicKey SPHINX_KEY = SphinxPrivateKey.fromBytes(filled(18)).publicKey();

  long nanos;
  SphinxKeyState sphinxKey = new SphinxKeyState(SPHINX_KEY, 0, Optional.empty());
  Duration keyRotation = Duration.ZERO;
  OptionalInt plainClientsPort = OptionalInt.empty();
  String mixHost = "192.0.2.7:1789";
  String clientsHost = "ws://192.0.2.7:9000";
  String location = "unknown";

  private static byte[] filled(int number) {
    byte[] bytes = new byte[IdentityPrivateKey.BYTES];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  Documents documents() {
    return new Documents(
        new Announcement(
            mixHost, IDENTITY.publicKey(), SPHINX_KEY, "0.9.0", location, "", clientsHost),
        IDENTITY,
        () -> sphinxKey,
        keyRotation,
        plainClientsPort,
        Clock.fixed(NOW, ZoneOffset.UTC),
        () -> nanos);
  }

  static String text(Optional<byte[]> document) {
    return new String(document.orElseThrow(), StandardCharsets.UTF_8);
  }
}
