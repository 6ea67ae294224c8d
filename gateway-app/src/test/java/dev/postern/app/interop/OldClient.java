package dev.postern.app.interop;

import com.google.common.hash.Hashing;
import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoFailure;
import dev.postern.app.demo.Letter;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A client of 2020: our own 0.9 test client, and over it what such clients put into packets for
 * each other, so that others can read it.
 */
final class OldClient {
  private static final int ROOM =
      PacketSize.REGULAR.plaintextBytes() - SurbAck.BYTES - EncryptionKey.overheadBytes();
  private static final int IDENTIFIER_BYTES = 16;
  private static final int MOST_TRIES = 12;

  private final SecureRandom random = new SecureRandom();
  private final SphinxPacketBuilder packets = new SphinxPacketBuilder(CryptoEngine.best(), random);
  private final EncryptionKey key = new EncryptionKey();
  private final DemoClient client;
  private final String gatewayIdentity;
  private final List<RouteHop> route;
  private final Map<Integer, TreeMap<Integer, Fragment>> unfinished = new HashMap<>();

  OldClient(DemoClient client, String gatewayIdentity, List<RouteHop> route) {
    this.client = client;
    this.gatewayIdentity = gatewayIdentity;
    this.route = route;
  }

  void register() {
    client.register();
  }

  void authenticate() {
    client.authenticate();
  }

  void disconnect() {
    client.disconnect();
  }

  /** Where messages for it go: {@code identity.encryption@gateway}. */
  String address() {
    return client.address().toBase58() + "." + key.publicKey().toBase58() + "@" + gatewayIdentity;
  }

  /** Sends them, through the mixes. */
  void send(Batch batch, String to) {
    String[] parts = to.split("[.@]", -1);
    DestinationAddress receiver = DestinationAddress.fromBase58(parts[0]);
    SphinxPublicKey receiverKey = SphinxPublicKey.fromBase58(parts[1]);
    for (int number = 0; number < batch.count(); number++) {
      for (Fragment fragment : Fragment.cut(batch.message(number), ROOM, random)) {
        client.send(letter(receiver, key.seal(fragment.toBytes(), receiverKey)));
      }
    }
  }

  private Letter letter(DestinationAddress receiver, byte[] content) {
    byte[] ack = randomBytes(PacketSize.ACK.plaintextBytes());
    byte[] ackPacket =
        packets.build(PacketSize.ACK, route, client.address(), randomBytes(IDENTIFIER_BYTES), ack);
    NodeAddress firstHop = route.get(0).address();
    byte[] plaintext = new byte[SurbAck.BYTES + content.length];
    firstHop.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    ByteBuffer.wrap(plaintext).position(SurbAck.ADDRESS_BYTES).put(ackPacket).put(content);
    byte[] packet =
        packets.build(
            PacketSize.REGULAR, route, receiver, randomBytes(IDENTIFIER_BYTES), plaintext);
    return new Letter(firstHop, PacketSize.REGULAR, packet, content, ack);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Waits until all of them have come, whole. */
  void awaitAll(Batch... batches) {
    Set<String> missing = new HashSet<>();
    for (Batch batch : batches) {
      for (int number = 0; number < batch.count(); number++) {
        missing.add(digest(batch.message(number)));
      }
    }
    while (!missing.isEmpty()) {
      byte[] received = receive();
      if (received.length != PacketSize.ACK.plaintextBytes()) {
        take(Fragment.read(key.open(received)), missing);
      }
    }
  }

  /** The client's patience is 10 s; a stock client on a busy machine may take longer to begin. */
  private byte[] receive() {
    for (int tries = 1; ; tries++) {
      try {
        return client.receive();
      } catch (DemoFailure e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private void take(Fragment fragment, Set<String> missing) {
    TreeMap<Integer, Fragment> parts =
        unfinished.computeIfAbsent(fragment.set(), set -> new TreeMap<>());
    parts.put(fragment.number(), fragment);
    if (parts.size() == fragment.total()) {
      missing.remove(digest(Fragment.join(parts.values(), fragment.total())));
    }
  }

  private static String digest(byte[] message) {
    return Hashing.sha256().hashBytes(message).toString();
  }
}
