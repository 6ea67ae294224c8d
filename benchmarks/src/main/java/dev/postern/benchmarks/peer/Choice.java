package dev.postern.benchmarks.peer;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Routes, sizes and messages by chance, the same for the same seed. */
final class Choice {
  // Short ones more often: they show as much.
  private static final List<PacketSize> SIZES =
      List.of(
          PacketSize.ACK,
          PacketSize.ACK,
          PacketSize.ACK,
          PacketSize.ACK,
          PacketSize.REGULAR,
          PacketSize.REGULAR,
          PacketSize.REGULAR,
          PacketSize.EXTENDED_8,
          PacketSize.EXTENDED_16,
          PacketSize.EXTENDED_32);
  private static final int IDENTIFIER_BYTES = 16;
  private static final int ADDRESS_BYTES = 32;
  private static final int IPV4_ADDRESS_BYTES = 7;
  private static final int IPV6_ADDRESS_BYTES = 19;

  private final Random random;

  Choice(Random random) {
    this.random = random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  PacketSize size() {
    return SIZES.get(below(SIZES.size()));
  }

  /** One in four fills the packet. */
  byte[] message(PacketSize size) {
    int most = size.plaintextBytes();
    return bytes(below(4) == 0 ? most : below(most));
  }

  PeerJourney journey(int hops) {
    return new PeerJourney(
        IntStream.range(0, hops).mapToObj(i -> hop()).toList(),
        DestinationAddress.read(bytes(DestinationAddress.BYTES), 0),
        bytes(IDENTIFIER_BYTES));
  }

  private PeerHop hop() {
    long delay = random.nextLong() >>> below(Long.SIZE);
    return new PeerHop(bytes(SphinxPrivateKey.BYTES), address(), delay, new byte[0]);
  }

  private byte[] address() {
    boolean ipv4 = random.nextBoolean();
    byte[] address = new byte[ADDRESS_BYTES];
    byte[] chosen = bytes(ipv4 ? IPV4_ADDRESS_BYTES : IPV6_ADDRESS_BYTES);
    System.arraycopy(chosen, 0, address, 0, chosen.length);
    address[0] = (byte) (ipv4 ? 4 : 6);
    return address;
  }
}
