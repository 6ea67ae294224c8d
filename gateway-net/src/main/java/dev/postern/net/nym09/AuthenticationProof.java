package dev.postern.net.nym09;

import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.Primitives;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client logs in with: its address, and the same address encrypted under its AES key and an
 * IV of its choice (spec §4). It can be replayed by whoever saw it, and forged for an IV whose
 * keystream is known; hence {@link #tag} and {@link #ivIsExposed}.
 */
public final class AuthenticationProof {
  private static final byte[] TAG_KEY =
      "Postern login tag, version 1".getBytes(StandardCharsets.US_ASCII);

  private final DestinationAddress client;
  private final byte[] encryptedAddress;
  private final byte[] iv;

  private AuthenticationProof(DestinationAddress client, byte[] encryptedAddress, byte[] iv) {
    this.client = client;
    this.encryptedAddress = encryptedAddress;
    this.iv = iv;
  }

  /** A request, looked into; or the answer to one that can't be. */
  public sealed interface Parsed {
    /** All three fields are of the right form. */
    record WellFormed(AuthenticationProof proof) implements Parsed {}

    /** One is not; the answer names the first. */
    record Malformed(ServerResponse answer) implements Parsed {}
  }

  /** Decodes the fields in the reference's order. The address need not be a curve point. */
  public static Parsed parse(Authenticate request) {
    byte[] address = decode(request.address(), DestinationAddress.BYTES);
    if (address == null) {
      return new Parsed.Malformed(ServerResponse.MALFORMED_ADDRESS);
    }
    byte[] encryptedAddress = decode(request.encAddress(), DestinationAddress.BYTES);
    if (encryptedAddress == null) {
      return new Parsed.Malformed(ServerResponse.MALFORMED_ENCRYPTED_ADDRESS);
    }
    byte[] iv = decode(request.iv(), SharedKeys.IV_BYTES);
    if (iv == null) {
      return new Parsed.Malformed(ServerResponse.MALFORMED_IV);
    }
    return new Parsed.WellFormed(
        new AuthenticationProof(DestinationAddress.read(address, 0), encryptedAddress, iv));
  }

  /** The client's half: a request with a fresh IV. */
  public static Authenticate request(
      DestinationAddress client, SharedKeys keys, Primitives primitives, SecureRandom random) {
    byte[] iv = new byte[SharedKeys.IV_BYTES];
    random.nextBytes(iv);
    return new Authenticate(
        client.toBase58(), Base58.encode(encrypt(client, keys, iv, primitives)), Base58.encode(iv));
  }

  /** Who claims to be here. */
  public DestinationAddress client() {
    return client;
  }

  /** Whether the claim is by the holder of these keys; compares in constant time. */
  public boolean isBy(SharedKeys keys, Primitives primitives) {
    return MessageDigest.isEqual(encrypt(client, keys, iv, primitives), encryptedAddress);
  }

  /**
   * Whether the IV lies in the keystream that every frame exposes: all messages are encrypted from
   * counter 0 on, and whoever knows one of them knows the keystream. The longest reach to block
   * 2071; no IV whose first 8 bytes are zero is taken, which covers all below 2^64. An honest
   * client draws one of those once in 2^64 logins.
   */
  public boolean ivIsExposed() {
    int anyBit = 0;
    for (int i = 0; i < SharedKeys.IV_BYTES / 2; i++) {
      anyBit |= iv[i];
    }
    return anyBit == 0;
  }

  /** What this client and this IV are remembered by: 32 bytes, which nobody can choose. */
  public byte[] tag(Primitives primitives) {
    byte[] named = client.toBytes();
    byte[] both = Arrays.copyOf(named, named.length + iv.length);
    System.arraycopy(iv, 0, both, named.length, iv.length);
    byte[] tag = new byte[Primitives.HASH_BYTES];
    primitives.hmacBlake3(TAG_KEY, 0, TAG_KEY.length, both, 0, both.length, tag);
    return tag;
  }

  private static byte[] encrypt(
      DestinationAddress client, SharedKeys keys, byte[] iv, Primitives primitives) {
    byte[] address = client.toBytes();
    keys.keystream(primitives, iv, address, 0, address.length);
    return address;
  }

  private static byte @Nullable [] decode(String base58, int expectedBytes) {
    try {
      return Base58.decode(base58, expectedBytes);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
