package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What only a sender who knows the node's public key can make it read: a routing block (300 bytes)
 * and the plaintext of a payload, under a right γ and rightly encrypted. The node must find in them
 * what they say, by a reading of the layout that is the test's own.
 */
class RoutingFuzzTest extends FuzzTarget {
  private static final SphinxPrivateKey NODE = SphinxPrivateKey.fromBytes(filled(32, 7));
  private static final SphinxPrivateKey SENDER = SphinxPrivateKey.fromBytes(filled(32, 9));
  private static final int ROUTING = 300;
  private static final int SHORTEST_PAYLOAD = 33;

  private final CryptoEngine engine = CryptoEngine.best();
  private final Primitives primitives = engine.newPrimitives();
  private final InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(NODE, engine);
  private final HopKeys keys = new HopKeys();

  RoutingFuzzTest() {
    byte[] shared = new byte[32];
    primitives.x25519(SENDER.revealBytes(), NODE.publicKey().toBytes(), 0, shared, 0);
    keys.derive(shared, primitives);
  }

  @Override
  protected void check(byte[] input) throws Exception {
    byte[] routing = Arrays.copyOf(input, ROUTING);
    byte[] payload =
        Arrays.copyOfRange(input, Math.min(ROUTING, input.length), Math.max(ROUTING, input.length));
    if (payload.length < SHORTEST_PAYLOAD) {
      payload = Arrays.copyOf(payload, SHORTEST_PAYLOAD);
    }
    byte[] packet = packet(routing, payload);
    switch (routing[0]) {
      case 1 -> forward(packet, routing, payload);
      case 2 -> arrive(packet, routing, payload);
      default -> assertThat(refusal(packet)).isEqualTo(Reason.ROUTING_FLAG);
    }
  }

  private void forward(byte[] packet, byte[] routing, byte[] payload) throws Exception {
    byte[] alpha = Arrays.copyOf(packet, 32);
    assertThat(unwrapper.unwrap(packet, 0, packet.length)).isEqualTo(Hop.FORWARD);
    assertThat(unwrapper.nextHopBytes()).isEqualTo(Arrays.copyOfRange(routing, 4, 36));
    assertThat(Delays.toNanos(unwrapper.delay())).isEqualTo(ByteBuffer.wrap(routing).getLong(36));
    assertThat(unwrapper.delay().isNegative()).isFalse();
    byte[] blinded = new byte[32];
    if (version(routing) >= 258) {
      primitives.multiplyClamped(keys.bytes(), 224, alpha, 0, blinded, 0);
    } else {
      primitives.multiplyUnclamped(keys.bytes(), 224, alpha, 0, blinded, 0);
    }
    byte[] extended = Arrays.copyOf(routing, ROUTING + 60);
    byte[] stream = new byte[ROUTING + 60];
    keys.applyZeroIvStream(stream, stream.length, primitives);
    System.arraycopy(stream, ROUTING, extended, ROUTING, 60);
    assertThat(packet)
        .isEqualTo(
            ByteBuffer.allocate(348 + payload.length)
                .put(blinded)
                .put(extended, 44, 16 + ROUTING)
                .put(payload)
                .array());
  }

  private void arrive(byte[] packet, byte[] routing, byte[] payload) throws Exception {
    int last = payload.length - 1;
    while (last >= 16 && payload[last] != 1) {
      last--;
    }
    if (!Arrays.equals(payload, 0, 16, new byte[16], 0, 16)) {
      assertThat(refusal(packet)).isEqualTo(Reason.PAYLOAD_TAGGED);
    } else if (last < 16) {
      assertThat(refusal(packet)).isEqualTo(Reason.PAYLOAD_PADDING);
    } else {
      assertThat(unwrapper.unwrap(packet, 0, packet.length)).isEqualTo(Hop.FINAL);
      assertThat(unwrapper.destination().toBytes()).isEqualTo(Arrays.copyOfRange(routing, 4, 36));
      assertThat(unwrapper.identifier()).isEqualTo(Arrays.copyOfRange(routing, 36, 52));
      assertThat(unwrapper.messageOffset()).isEqualTo(348 + 16);
      assertThat(unwrapper.messageBytes()).isEqualTo(last - 16);
      assertThat(Arrays.copyOfRange(packet, 348, packet.length)).isEqualTo(payload);
    }
  }

  private static int version(byte[] routing) {
    return routing[1] == 0 ? 256 * (routing[2] & 0xff) + (routing[3] & 0xff) : 0;
  }

  private Reason refusal(byte[] packet) {
    try {
      throw new AssertionError("taken as " + unwrapper.unwrap(packet, 0, packet.length));
    } catch (InvalidPacketException e) {
      return e.reason();
    }
  }

  private byte[] packet(byte[] routing, byte[] payload) {
    byte[] beta = routing.clone();
    keys.applyZeroIvStream(beta, beta.length, primitives);
    byte[] gamma = new byte[Primitives.HASH_BYTES];
    keys.headerMac(beta, 0, gamma, primitives);
    byte[] encrypted = payload.clone();
    byte[] payloadKey = Arrays.copyOfRange(keys.bytes(), 32, 224);
    if (version(routing) >= 259) {
      PayloadSeed.expand(keys.bytes(), 32, payloadKey, primitives);
    }
    new Lioness(primitives).encrypt(payloadKey, 0, encrypted, 0, encrypted.length);
    return ByteBuffer.allocate(348 + payload.length)
        .put(SENDER.publicKey().toBytes())
        .put(gamma, 0, 16)
        .put(beta)
        .put(encrypted)
        .array();
  }

  @Override
  protected List<byte[]> seeds() {
    byte[] last = filled(16 + 21 + 1, 0);
    last[16] = 5;
    last[37] = 1;
    return List.of(
        seed(1, 4, filled(38, 3)),
        seed(1, 6, filled(38, 1)),
        seed(2, 0, last),
        seed(2, 0, filled(38, 0)), // no 1 at the end
        seed(3, 4, last),
        seed(1, 4, filled(38, 3), 0, 1, 2),
        seed(1, 4, filled(38, 3), 0, 1, 3),
        seed(2, 0, last, 0, 1, 2),
        seed(2, 0, last, 0, 1, 3),
        seed(2, 0, last, 0, 0, 0),
        seed(2, 0, last, 1, 1, 3));
  }

  private static byte[] seed(int flag, int addressType, byte[] payload) {
    return seed(flag, addressType, payload, 0, 1, 0); // as Nym 0.9 stamps
  }

  private static byte[] seed(int flag, int addressType, byte[] payload, int... version) {
    byte[] routing = filled(ROUTING, 0x55);
    routing[0] = (byte) flag;
    for (int i = 0; i < version.length; i++) {
      routing[1 + i] = (byte) version[i];
    }
    routing[4] = (byte) addressType;
    return FuzzInput.of(routing, payload);
  }

  private static byte[] filled(int length, int by) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) by);
    return bytes;
  }

  @Override
  protected int maxBytes() {
    return 600;
  }
}
