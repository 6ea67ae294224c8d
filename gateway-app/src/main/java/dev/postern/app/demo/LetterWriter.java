package dev.postern.app.demo;

import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Puts messages into packets the way a 0.9 client does, less its end-to-end encryption.
 *
 * <pre>
 *  0                            405                              size.plaintextBytes()
 *  +----------------------------+--------------------------------+
 *  |          SURB-ack          |  content, padded with spaces   |
 *  +----------------------------+--------------------------------+
 * </pre>
 */
public final class LetterWriter {
  private static final int IDENTIFIER_BYTES = 16;

  private final SphinxPacketBuilder builder;
  private final SecureRandom random;
  private final List<RouteHop> route;

  /** For one route: mixes, then the gateway of both clients. */
  public LetterWriter(CryptoEngine engine, SecureRandom random, List<RouteHop> route) {
    this.builder = new SphinxPacketBuilder(engine, random);
    this.random = random;
    this.route = List.copyOf(route);
  }

  /** A letter with an ack that comes back to its sender. */
  public Letter write(
      DestinationAddress sender, DestinationAddress receiver, PacketSize size, String text) {
    byte[] content = new byte[size.plaintextBytes() - SurbAck.BYTES];
    Arrays.fill(content, (byte) ' ');
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, content, 0, bytes.length);

    byte[] ack = randomBytes(PacketSize.ACK.plaintextBytes());
    byte[] ackPacket =
        builder.build(PacketSize.ACK, route, sender, randomBytes(IDENTIFIER_BYTES), ack);
    NodeAddress firstHop = route.get(0).address();

    byte[] plaintext = new byte[size.plaintextBytes()];
    firstHop.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    System.arraycopy(ackPacket, 0, plaintext, SurbAck.ADDRESS_BYTES, ackPacket.length);
    System.arraycopy(content, 0, plaintext, SurbAck.BYTES, content.length);
    byte[] packet = builder.build(size, route, receiver, randomBytes(IDENTIFIER_BYTES), plaintext);
    return new Letter(firstHop, size, packet, content, ack);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
