package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Base58;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** What the holder of a key can make of it, whether a client would or not. */
public final class Sealing {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Sealing() {}

  public static byte[] nonce() {
    byte[] nonce = new byte[12];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /** A frame of any kind around anything. */
  public static byte[] frame(GcmSivKey key, int kind, byte[] nonce, byte[] plaintext) {
    ByteBuf frame =
        new SealedFrames(key, ModernVector.ENGINE.newPrimitives())
            .seal(UnpooledByteBufAllocator.DEFAULT, kind, nonce, ByteBuffer.wrap(plaintext));
    try {
      return ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
    }
  }

  /** An encrypted request of anything. */
  public static String text(GcmSivKey key, byte[] nonce, String plaintext) {
    byte[] sealed = key.seal(ModernVector.ENGINE.newPrimitives(), nonce, plaintext.getBytes(UTF_8));
    return ServerTexts.sealed("encryptedRequest", sealed, nonce);
  }

  /** An encrypted request of anything under older keys. */
  public static String textUnder(SharedKeys keys, byte[] iv, String plaintext) {
    byte[] sealed =
        keys.sealUnderIv(plaintext.getBytes(UTF_8), iv, ModernVector.ENGINE.newPrimitives());
    return ServerTexts.sealed("encryptedRequest", sealed, iv);
  }

  /** A request to exchange older keys, whose digest may be wrong. */
  public static String upgrade(SharedKeys keys, byte[] salt, byte[] digest) {
    return KeyUpgrade.request(keys, salt, digest, ModernVector.ENGINE.newPrimitives(), RANDOM);
  }

  /** What was pushed in a frame, sent back as an encrypted request. */
  public static String reflectedText(byte[] pushed) {
    return ServerTexts.sealed(
        "encryptedRequest",
        Arrays.copyOfRange(pushed, 14, pushed.length),
        Arrays.copyOfRange(pushed, 2, 14));
  }

  /** What was pushed in a frame, as a login that is neither signed nor dated. */
  public static String reflectedLogin(byte[] pushed, DestinationAddress client) {
    return "{\"type\":\"authenticate\",\"protocol_version\":3,\"address\":\"%s\",\"enc_address\":\"%s\",\"iv\":\"%s\"}"
        .formatted(
            client.toBase58(),
            Base58.encode(Arrays.copyOfRange(pushed, 14, pushed.length)),
            Base58.encode(Arrays.copyOfRange(pushed, 2, 14)));
  }
}
