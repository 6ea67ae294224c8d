package dev.postern.net.nym2025;

import dev.postern.net.wire.StrictJson;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client logs in with from number 4 on: its address, sealed under its key, dated, and signed
 * by its identity (the later generations' spec §6.3). Immutable.
 *
 * <pre>
 *  0     1                 33                     81       93          101
 *  +-----+------------------+----------------------+--------+-----------+
 *  | no. | client identity  |  sealed address, 48  | nonce  | timestamp |  is signed
 *  +-----+------------------+----------------------+--------+-----------+
 * </pre>
 */
final class SignedProof {
  private static final byte[] TAG_KEY =
      "Postern signed login tag, version 1".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_NUMBERS = 0xff;

  private final int number;
  private final IdentityPublicKey identity;
  private final SealedAddress address;
  private final long timestamp; // unsigned
  private final byte[] signature;

  private SignedProof(
      int number,
      IdentityPublicKey identity,
      SealedAddress address,
      long timestamp,
      byte[] signature) {
    this.number = number;
    this.identity = identity;
    this.address = address;
    this.timestamp = timestamp;
    this.signature = signature;
  }

  /** Null if a field is missing or of no use; that the sealed address fits is looked at later. */
  static @Nullable SignedProof read(StrictJson json) {
    OptionalInt number = number(json.integer("protocolVersion"));
    IdentityPublicKey identity = identity(json.bytes("clientIdentity"));
    byte[] ciphertext = base64(json.string("addressCiphertext"));
    byte[] nonce = base64(json.string("nonce"));
    OptionalLong timestamp = json.unsigned("requestUnixTimestamp");
    byte[] signature = json.bytes("requestSignature");
    if (number.isEmpty()
        || identity == null
        || ciphertext == null
        || nonce == null
        || timestamp.isEmpty()
        || signature == null
        || signature.length != IdentityPublicKey.SIGNATURE_BYTES) {
      return null;
    }
    return new SignedProof(
        number.getAsInt(),
        identity,
        new SealedAddress(ciphertext, nonce),
        timestamp.getAsLong(),
        signature);
  }

  /** The client's half: the text of a login. */
  static String request(
      IdentityPrivateKey identity,
      GcmSivKey key,
      int number,
      Instant now,
      byte[] nonce,
      Primitives primitives) {
    DestinationAddress client = DestinationAddress.read(identity.publicKey().toBytes(), 0);
    SealedAddress address = SealedAddress.of(client, key, nonce, primitives);
    long timestamp = now.getEpochSecond();
    byte[] signature = identity.sign(signed(number, identity.publicKey(), address, timestamp));
    return new SignedProof(number, identity.publicKey(), address, timestamp, signature).write();
  }

  private String write() {
    Base64.Encoder base64 = Base64.getEncoder();
    return StrictJson.write(
        json -> {
          json.writeStringField("type", "authenticateV2");
          json.writeNumberField("protocolVersion", number);
          ServerTexts.writeBytes(json, "clientIdentity", identity.toBytes());
          json.writeStringField("addressCiphertext", base64.encodeToString(address.ciphertext()));
          json.writeStringField("nonce", base64.encodeToString(address.nonce()));
          json.writeNumberField("requestUnixTimestamp", timestamp);
          ServerTexts.writeBytes(json, "requestSignature", signature);
        });
  }

  /** The number of the protocol, 0 to 255. */
  int number() {
    return number;
  }

  /** Who is said to be here. */
  DestinationAddress client() {
    return DestinationAddress.read(identity.toBytes(), 0);
  }

  /** When it was made, in seconds since 1970, without a sign. */
  long timestamp() {
    return timestamp;
  }

  /** Whether the client's identity signed it. */
  boolean isSigned() {
    return identity.verifies(signature, signed(number, identity, address, timestamp));
  }

  /**
   * Whether the holder of this key made it. The signature says nothing of where the sealed address
   * ends and the nonce begins; their lengths do.
   */
  boolean isBy(GcmSivKey key, Primitives primitives) {
    return address.isBy(client(), key, primitives);
  }

  /**
   * What it is remembered by: 32 bytes, which nobody can choose. Of two in one second both count,
   * if the client signed both; nobody else can make another signature of one.
   */
  byte[] tag(Primitives primitives) {
    byte[] all =
        ByteBuffer.allocate(IdentityPublicKey.BYTES + Long.BYTES + signature.length)
            .put(identity.toBytes())
            .putLong(timestamp)
            .put(signature)
            .array();
    byte[] tag = new byte[Primitives.HASH_BYTES];
    primitives.hmacBlake3(TAG_KEY, 0, TAG_KEY.length, all, 0, all.length, tag);
    return tag;
  }

  private static byte[] signed(
      int number, IdentityPublicKey identity, SealedAddress address, long timestamp) {
    byte[] ciphertext = address.ciphertext();
    byte[] nonce = address.nonce();
    return ByteBuffer.allocate(
            1 + IdentityPublicKey.BYTES + ciphertext.length + nonce.length + Long.BYTES)
        .put((byte) number)
        .put(identity.toBytes())
        .put(ciphertext)
        .put(nonce)
        .putLong(timestamp)
        .array();
  }

  private static OptionalInt number(OptionalLong field) {
    return field.isPresent() && field.getAsLong() >= 0 && field.getAsLong() <= MOST_NUMBERS
        ? OptionalInt.of((int) field.getAsLong())
        : OptionalInt.empty();
  }

  private static @Nullable IdentityPublicKey identity(byte @Nullable [] bytes) {
    try {
      return bytes == null ? null : IdentityPublicKey.fromBytes(bytes);
    } catch (IllegalArgumentException noPoint) {
      return null;
    }
  }

  /** The standard alphabet, with padding or without it. */
  private static byte @Nullable [] base64(@Nullable String text) {
    try {
      return text == null ? null : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "SignedProof[redacted]";
  }
}
