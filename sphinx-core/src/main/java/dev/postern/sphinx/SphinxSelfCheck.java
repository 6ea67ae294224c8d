package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Known answers, asked of an engine before a gateway serves: a native library or a JDK that
 * computes something else must not run. A few milliseconds, once it is warm.
 *
 * <p>The packets, one as Nym 0.9 makes them and one of today's version, were made by code that
 * gives the reference's bytes for all of its test vectors; the signature is the first of RFC 8032,
 * section 7.1; the sealed bytes are from RFC 8452, appendix C.2; the MAC is the reference's.
 */
public final class SphinxSelfCheck {
  private static final HexFormat HEX = HexFormat.of();

  /** α, γ and the last 32 bytes of the packets that {@link #packet} describes. */
  private static final byte[] PACKET_ENDS_256 =
      HEX.parseHex(
          "5d66629a5a111c84dc3b1245c2a43f7c94ec70ee8d5954bec3dee58173975a2a"
              + "d27197dba664ba9669026bd4f7486596"
              + "7e966a28110a4c64bf2d75074bc7ddb9af824e7cae7ba4861069af8deae640d9");

  private static final byte[] PACKET_ENDS_259 =
      HEX.parseHex(
          "5d66629a5a111c84dc3b1245c2a43f7c94ec70ee8d5954bec3dee58173975a2a"
              + "fa1d47b68d4ff80bc0a09ac7d91206f5"
              + "66a1538b7c9ed121ad87644470265e3a3f3b4aca8fb1ab5ed06e25edde2ec679");

  private static final byte[] SIGNATURE_SEED =
      HEX.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  private static final byte[] SIGNATURE =
      HEX.parseHex(
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
              + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");

  private static final byte[] MAC_KEY = HEX.parseHex("808f9b1fac2bfdc54afe6401850da980");
  private static final byte[] MAC_OF_NOTHING =
      HEX.parseHex("4c347637d9d9b661d669c130dd57508402576807f4416c2d8063977077eb1f4b");

  private static final byte[] HASH_OF_NOTHING =
      HEX.parseHex("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");

  private static final byte[] SEALING_KEY = HEX.parseHex("01" + "00".repeat(31));
  private static final byte[] SEALING_NONCE = HEX.parseHex("030000000000000000000000");
  private static final byte[] TO_SEAL = HEX.parseHex("0100000000000000");
  private static final byte[] SEALED =
      HEX.parseHex("c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");

  private final CryptoEngine engine;
  private final Primitives primitives;
  private final SphinxPrivateKey mixKey = SphinxPrivateKey.fromBytes(counting(32, 1));
  private final SphinxPrivateKey gatewayKey = SphinxPrivateKey.fromBytes(counting(32, 2));
  private final DestinationAddress destination = DestinationAddress.read(counting(32, 3), 0);
  private final byte[] identifier = counting(HeaderLayout.IDENTIFIER_BYTES, 4);
  private final byte[] message = counting(1000, 5);
  private final Duration delay = Duration.ofNanos(1_234_567_891);

  private SphinxSelfCheck(CryptoEngine engine) {
    this.engine = engine;
    this.primitives = engine.newPrimitives();
  }

  /**
   * Compares what the engine computes with the known answers.
   *
   * @throws IllegalStateException if something differs; the message is a sentence for the operator
   */
  public static void run(CryptoEngine engine) {
    SphinxSelfCheck check = new SphinxSelfCheck(engine);
    check.requirePacket(SphinxVersion.V256, PACKET_ENDS_256);
    check.requirePacket(SphinxVersion.V259, PACKET_ENDS_259);
    check.require(signs(), "an Ed25519 signature");
    check.require(check.authenticates(), "an HMAC-BLAKE3");
    check.require(check.hashes(), "a BLAKE3");
    check.require(check.seals(), "AES-GCM-SIV");
  }

  private void require(boolean passed, String what) {
    if (!passed) {
      throw new IllegalStateException(
          "The self-check of the crypto engine "
              + engine.name()
              + " failed at "
              + what
              + ", so nothing it computes can be trusted on this machine.");
    }
  }

  private void requirePacket(SphinxVersion version, byte[] ends) {
    byte[] packet = packet(version);
    require(
        Arrays.equals(ends(packet, ends.length), ends),
        "building a Sphinx packet of version " + version);
    require(arrives(packet), "unwrapping a Sphinx packet of version " + version);
  }

  /** A regular packet over two hops. */
  private byte[] packet(SphinxVersion version) {
    PacketSeed seed = PacketSeed.of(counting(32, 6), counting(PacketSeed.paddingBytes(2), 7));
    List<RouteHop> route =
        List.of(
            new RouteHop(address(1), mixKey.publicKey(), delay),
            new RouteHop(address(2), gatewayKey.publicKey(), Duration.ZERO));
    return SphinxPacketBuilder.build(
        primitives,
        version,
        PacketSize.REGULAR.payloadBytes(),
        route,
        destination,
        identifier,
        message,
        seed);
  }

  private static byte[] ends(byte[] packet, int length) {
    byte[] ends = Arrays.copyOf(packet, length);
    System.arraycopy(
        packet,
        packet.length - 32,
        ends,
        HeaderLayout.BETA_OFFSET,
        ends.length - HeaderLayout.BETA_OFFSET);
    return ends;
  }

  private boolean arrives(byte[] packet) {
    try {
      return new SphinxUnwrapper(mixKey, engine).unwrap(packet) instanceof ForwardHop forward
          && forward.delay().equals(delay)
          && new SphinxUnwrapper(gatewayKey, engine).unwrap(forward.packet())
              instanceof FinalHop last
          && last.destination().equals(destination)
          && Arrays.equals(last.identifier(), identifier)
          && Arrays.equals(last.message(), message);
    } catch (InvalidPacketException e) {
      return false;
    }
  }

  private static boolean signs() {
    IdentityPrivateKey key = IdentityPrivateKey.fromBytes(SIGNATURE_SEED);
    byte[] nothing = new byte[0];
    return Arrays.equals(key.sign(nothing), SIGNATURE)
        && key.publicKey().verifies(SIGNATURE, nothing)
        && !key.publicKey().verifies(SIGNATURE, new byte[1]);
  }

  private boolean authenticates() {
    byte[] mac = new byte[Primitives.HASH_BYTES];
    primitives.hmacBlake3(MAC_KEY, 0, MAC_KEY.length, new byte[0], 0, 0, mac);
    return Arrays.equals(mac, MAC_OF_NOTHING);
  }

  private boolean hashes() {
    byte[] hash = new byte[Primitives.HASH_BYTES];
    primitives.blake3(hash, 0, 0, hash);
    return Arrays.equals(hash, HASH_OF_NOTHING);
  }

  private boolean seals() {
    byte[] sealed = new byte[SEALED.length];
    byte[] opened = new byte[TO_SEAL.length];
    primitives.sealAesGcmSiv(
        SEALING_KEY, 0, SEALING_NONCE, 0, TO_SEAL, 0, TO_SEAL.length, sealed, 0);
    boolean opens =
        primitives.openAesGcmSiv(
            SEALING_KEY, 0, SEALING_NONCE, 0, SEALED, 0, SEALED.length, opened, 0);
    byte[] changed = SEALED.clone();
    changed[0] ^= 1;
    return Arrays.equals(sealed, SEALED)
        && opens
        && Arrays.equals(opened, TO_SEAL)
        && !primitives.openAesGcmSiv(
            SEALING_KEY, 0, SEALING_NONCE, 0, changed, 0, changed.length, opened, 0);
  }

  private static NodeAddress address(int lastByte) {
    byte[] ip = {10, 0, 0, (byte) lastByte};
    try {
      return NodeAddress.of(new InetSocketAddress(InetAddress.getByAddress(ip), 1789));
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP of 4 bytes was refused", e);
    }
  }

  /** Bytes that differ from each other and from those of another start. */
  private static byte[] counting(int length, int start) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (31 * start + 7 * i);
    }
    return bytes;
  }
}
