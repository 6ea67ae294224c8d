package dev.postern.sphinx.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.Blake3Digest;

/**
 * What both engines compute the same way, because nothing measured is faster: SHA-256 from the JDK,
 * BLAKE3 from BouncyCastle, BLAKE2b of {@link KeyedBlake2b}. The engines bring X25519, ChaCha20 and
 * AES; what is composed of those (the counter's wrap, the unclamped product, HKDF, HMAC-BLAKE3) is
 * here once.
 */
abstract class SharedPrimitives implements Primitives {
  private static final int AES_BLOCK_BYTES = 16;
  private static final int AES_COUNTER_OFFSET = 8;
  private static final int HMAC_BLOCK_BYTES = 64;
  private static final byte[] NO_SALT = new byte[HASH_BYTES];

  private final Mac hmacSha256 = jdk(() -> Mac.getInstance("HmacSHA256"));
  private final Cipher aesCtr; // of the engine, counting in 128 bits
  private final KeyedBlake2b blake2b = new KeyedBlake2b();
  private final Blake3Digest blake3 = new Blake3Digest();
  private final ScalarModL scalar = new ScalarModL();

  private final byte[] clampable = new byte[X25519_BYTES];
  private final byte[] pseudoRandomKey = new byte[HASH_BYTES];
  private final byte[] hmacBlock = new byte[HMAC_BLOCK_BYTES];
  private final byte[] hmacInner = new byte[HASH_BYTES];

  SharedPrimitives(Cipher aesCtr) {
    this.aesCtr = aesCtr;
  }

  @Override
  public boolean multiplyClamped(
      byte[] scalar, int scalarOffset, byte[] u, int uOffset, byte[] out, int outOffset) {
    System.arraycopy(scalar, scalarOffset, clampable, 0, X25519_BYTES);
    return x25519(clampable, u, uOffset, out, outOffset);
  }

  @Override
  public boolean multiplyUnclamped(
      byte[] scalar, int scalarOffset, byte[] u, int uOffset, byte[] out, int outOffset) {
    this.scalar.setReduced(scalar, scalarOffset);
    return this.scalar.writeClampable(clampable, 0)
        && x25519(clampable, u, uOffset, out, outOffset);
  }

  @Override
  public void multiplyScalars(
      byte[] a, int aOffset, byte[] b, int bOffset, byte[] out, int outOffset) {
    scalar.setProduct(a, aOffset, b, bOffset);
    scalar.write(out, outOffset);
  }

  @Override
  public void aesCtr(byte[] key, int keyOffset, byte[] iv, byte[] data, int offset, int length) {
    SecretKeySpec aesKey = new SecretKeySpec(key, keyOffset, AES_KEY_BYTES, "AES");
    // The cipher's counter has 128 bits. Where ours would wrap, the data is cut in two.
    long blocksToWrap = -ByteBuffer.wrap(iv).getLong(AES_COUNTER_OFFSET); // 0 is 2^64
    int blocks = (length + AES_BLOCK_BYTES - 1) / AES_BLOCK_BYTES;
    if (blocksToWrap == 0 || Long.compareUnsigned(blocks, blocksToWrap) <= 0) {
      aesCtrWithoutWrap(aesKey, iv, data, offset, length);
    } else {
      int head = (int) blocksToWrap * AES_BLOCK_BYTES;
      aesCtrWithoutWrap(aesKey, iv, data, offset, head);
      byte[] wrapped = Arrays.copyOf(Arrays.copyOf(iv, AES_COUNTER_OFFSET), AES_IV_BYTES);
      aesCtrWithoutWrap(aesKey, wrapped, data, offset + head, length - head);
    }
  }

  /** Runs a stream cipher over a stretch of an array, as the engine does it best. */
  void doFinalInPlace(Cipher cipher, byte[] data, int offset, int length)
      throws GeneralSecurityException {
    cipher.doFinal(data, offset, length, data, offset);
  }

  private void aesCtrWithoutWrap(
      SecretKeySpec key, byte[] iv, byte[] data, int offset, int length) {
    try {
      aesCtr.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
      doFinalInPlace(aesCtr, data, offset, length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-CTR refused a 16-byte key and IV", e);
    }
  }

  @Override
  public void blake2b(byte[] key, int keyOffset, byte[] data, int offset, int length, byte[] out) {
    blake2b.hash(key, keyOffset, data, offset, length, out);
  }

  @Override
  public void hmacSha256(
      byte[] key, int keyOffset, int keyBytes, byte[] data, int offset, int length, byte[] out) {
    startHmacSha256(key, keyOffset, keyBytes);
    hmacSha256.update(data, offset, length);
    finishHmacSha256(out, 0);
  }

  @Override
  public void hkdfSha256(byte[] input, byte[] info, byte[] out) {
    hkdfSha256(NO_SALT, input, 0, input.length, info, out);
  }

  @Override
  public void hkdfSha256(
      byte[] salt, byte[] input, int offset, int length, byte[] info, byte[] out) {
    if (out.length % HASH_BYTES != 0) {
      throw new AssertionError("HKDF output of " + out.length + " bytes");
    }
    hmacSha256(salt, 0, salt.length, input, offset, length, pseudoRandomKey);
    startHmacSha256(pseudoRandomKey, 0, HASH_BYTES);
    for (int done = 0; done < out.length; done += HASH_BYTES) {
      if (done > 0) {
        hmacSha256.update(out, done - HASH_BYTES, HASH_BYTES);
      }
      hmacSha256.update(info);
      hmacSha256.update((byte) (done / HASH_BYTES + 1));
      finishHmacSha256(out, done);
    }
  }

  private void startHmacSha256(byte[] key, int keyOffset, int keyBytes) {
    try {
      hmacSha256.init(new SecretKeySpec(key, keyOffset, keyBytes, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("HMAC refused a key of " + keyBytes + " bytes", e);
    }
  }

  private void finishHmacSha256(byte[] out, int offset) {
    try {
      hmacSha256.doFinal(out, offset);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("no room for an HMAC at " + offset + " of " + out.length, e);
    }
  }

  // RFC 2104 by hand over one kept digest: BouncyCastle's HMac copies its digest at each new key.
  @Override
  public void hmacBlake3(
      byte[] key, int keyOffset, int keyBytes, byte[] data, int offset, int length, byte[] out) {
    Arrays.fill(hmacBlock, (byte) 0);
    if (keyBytes > HMAC_BLOCK_BYTES) {
      blake3.update(key, keyOffset, keyBytes);
      blake3.doFinal(hmacBlock, 0);
    } else {
      System.arraycopy(key, keyOffset, hmacBlock, 0, keyBytes);
    }
    maskHmacBlock(0x36);
    blake3.update(hmacBlock, 0, HMAC_BLOCK_BYTES);
    blake3.update(data, offset, length);
    blake3.doFinal(hmacInner, 0);
    maskHmacBlock(0x36 ^ 0x5c);
    blake3.update(hmacBlock, 0, HMAC_BLOCK_BYTES);
    blake3.update(hmacInner, 0, HASH_BYTES);
    blake3.doFinal(out, 0);
  }

  @Override
  public void blake3(byte[] data, int offset, int length, byte[] out) {
    blake3.update(data, offset, length);
    blake3.doFinal(out, 0);
  }

  private void maskHmacBlock(int mask) {
    for (int i = 0; i < HMAC_BLOCK_BYTES; i++) {
      hmacBlock[i] ^= (byte) mask;
    }
  }

  @Override
  public byte[] hkdfBlake3(byte[] input, int outputBytes) {
    return hkdfBlake3(NO_SALT, input, outputBytes);
  }

  @Override
  public byte[] hkdfBlake3(byte[] salt, byte[] input, int outputBytes) {
    byte[] prk = new byte[HASH_BYTES];
    hmacBlake3(salt, 0, salt.length, input, 0, input.length, prk);
    byte[] output = new byte[outputBytes];
    byte[] block = new byte[HASH_BYTES + 1]; // the block before it || its number
    for (int done = 0, number = 1; done < outputBytes; done += HASH_BYTES, number++) {
      block[HASH_BYTES] = (byte) number;
      int skip = number == 1 ? HASH_BYTES : 0;
      hmacBlake3(prk, 0, HASH_BYTES, block, skip, block.length - skip, block);
      System.arraycopy(block, 0, output, done, Math.min(HASH_BYTES, outputBytes - done));
    }
    return output;
  }

  /** A call that can fail only where the JDK lacks an algorithm that every JDK must have. */
  interface JdkCall<T> {
    T get() throws GeneralSecurityException;
  }

  static <T> T jdk(JdkCall<T> call) {
    try {
      return call.get();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the JDK lacks an algorithm", e);
    }
  }
}
