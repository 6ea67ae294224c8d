package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The keys of a hop, the header stream and the header MAC. */
class HopKeysTest {
  private static final List<JsonNode> CASES = Vectors.cases("hkdf.json", "cases").toList();
  private static final List<JsonNode> MACS = Vectors.cases("prf.json", "header_macs").toList();
  private static final List<JsonNode> STREAMS = Vectors.cases("prf.json", "cases").toList();

  @TestFactory
  Stream<DynamicTest> derive_cutsTheReferencesKeys() {
    return Engines.onEach(
        CASES, one -> one.required("shared_secret").textValue(), HopKeysTest::checkKeys);
  }

  @TestFactory
  Stream<DynamicTest> headerMac_beginsWithTheReferencesGamma() {
    return Engines.onEach(
        MACS, one -> one.required("mac_key").textValue(), HopKeysTest::checkGamma);
  }

  @TestFactory
  Stream<DynamicTest> applyZeroIvStream_isTheReferencesKeystream() {
    return Engines.onEach(
        STREAMS, one -> one.required("key").textValue(), HopKeysTest::checkStream);
  }

  @Test
  void toString_tellsNothing() {
    assertThat(new HopKeys()).hasToString("HopKeys[redacted]");
  }

  private static void checkKeys(JsonNode one, CryptoEngine engine) {
    HopKeys keys = new HopKeys();
    keys.derive(bytes(one, "shared_secret"), engine.newPrimitives());
    byte[] all = keys.bytes();
    assertThat(all).hasSize(288).startsWith(bytes(one, "output"));
    assertThat(slice(all, HopKeys.STREAM_KEY_OFFSET, 16)).isEqualTo(bytes(one, "stream_key"));
    assertThat(slice(all, HopKeys.MAC_KEY_OFFSET, 16)).isEqualTo(bytes(one, "mac_key"));
    assertThat(slice(all, HopKeys.PAYLOAD_KEY_OFFSET, 192)).isEqualTo(bytes(one, "payload_key"));
    assertThat(slice(all, HopKeys.BLINDING_OFFSET, 32)).isEqualTo(bytes(one, "blinding_factor"));
  }

  private static void checkGamma(JsonNode one, CryptoEngine engine) {
    HopKeys keys = new HopKeys();
    byte[] macKey = bytes(one, "mac_key");
    System.arraycopy(macKey, 0, keys.bytes(), HopKeys.MAC_KEY_OFFSET, macKey.length);
    byte[] mac = new byte[32];
    keys.headerMac(bytes(one, "beta"), 0, mac, engine.newPrimitives());
    assertThat(mac).startsWith(bytes(one, "gamma"));
  }

  private static void checkStream(JsonNode one, CryptoEngine engine) {
    HopKeys keys = new HopKeys();
    byte[] streamKey = bytes(one, "key");
    System.arraycopy(streamKey, 0, keys.bytes(), HopKeys.STREAM_KEY_OFFSET, streamKey.length);
    byte[] stream = new byte[HeaderLayout.EXTENDED_BETA_BYTES];
    keys.applyZeroIvStream(stream, stream.length, engine.newPrimitives());
    assertThat(stream).isEqualTo(bytes(one, "keystream"));
  }

  private static byte[] slice(byte[] bytes, int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
