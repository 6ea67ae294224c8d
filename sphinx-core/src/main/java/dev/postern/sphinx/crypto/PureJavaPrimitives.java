package dev.postern.sphinx.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.modes.gcm.BasicGCMMultiplier;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 and AES-GCM-SIV by BouncyCastle, ChaCha20 and AES by the JDK: no native library. */
final class PureJavaPrimitives extends SharedPrimitives {
  private static final int NONCE_BYTES = 12;

  private final Cipher chaCha20 = jdk(() -> Cipher.getInstance("ChaCha20"));
  private final ChaCha20ParameterSpec zeroNonce =
      new ChaCha20ParameterSpec(new byte[NONCE_BYTES], 0);
  private final byte[] lastKey = new byte[CHACHA20_KEY_BYTES];
  // The multiplier without tables: none are looked into at places that a key decides.
  private final GCMSIVBlockCipher gcmSiv =
      new GCMSIVBlockCipher(new JdkAes(), new BasicGCMMultiplier());

  PureJavaPrimitives() {
    super(jdk(() -> Cipher.getInstance("AES/CTR/NoPadding")));
  }

  @Override
  public boolean x25519(byte[] scalar, byte[] u, int uOffset, byte[] out, int outOffset) {
    return X25519.calculateAgreement(scalar, 0, u, uOffset, out, outOffset);
  }

  // The IETF's ChaCha20 with nonce 0 and counter 0: its first 256 GiB are those of the original.
  @Override
  public void zeroNonceChaCha20(byte[] key, byte[] data, int offset, int length) {
    try {
      if (Arrays.equals(key, lastKey)) {
        // The JDK refuses the same key and nonce twice in a row. A sender of packets can bring that
        // about: the keys of two of its packets differ from their contents as it likes.
        byte[] other = key.clone();
        other[0] ^= 1;
        start(other);
      }
      start(key);
      System.arraycopy(key, 0, lastKey, 0, CHACHA20_KEY_BYTES);
      chaCha20.doFinal(data, offset, length, data, offset);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("ChaCha20 refused a 32-byte key", e);
    }
  }

  private void start(byte[] key) throws GeneralSecurityException {
    chaCha20.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), zeroNonce);
  }

  @Override
  public void sealAesGcmSiv(
      byte[] key,
      int keyOffset,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset) {
    Objects.checkFromIndexSize(offset, length, data.length);
    Objects.checkFromIndexSize(outOffset, length + GCM_SIV_TAG_BYTES, out.length);
    try {
      gcmSiv.init(true, gcmSivParameters(key, keyOffset, nonce, nonceOffset));
      gcmSiv.processBytes(data, offset, length, out, outOffset);
      gcmSiv.doFinal(out, outOffset);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("AES-GCM-SIV refused to seal " + length + " bytes", e);
    }
  }

  // BouncyCastle keeps input and output in buffers of its own, and gives nothing out but the right.
  @Override
  public boolean openAesGcmSiv(
      byte[] key,
      int keyOffset,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset) {
    if (length < GCM_SIV_TAG_BYTES) {
      return false;
    }
    Objects.checkFromIndexSize(offset, length, data.length);
    Objects.checkFromIndexSize(outOffset, length - GCM_SIV_TAG_BYTES, out.length);
    try {
      gcmSiv.init(false, gcmSivParameters(key, keyOffset, nonce, nonceOffset));
      gcmSiv.processBytes(data, offset, length, out, outOffset);
      gcmSiv.doFinal(out, outOffset);
      return true;
    } catch (InvalidCipherTextException e) {
      return false;
    }
  }

  private static ParametersWithIV gcmSivParameters(
      byte[] key, int keyOffset, byte[] nonce, int nonceOffset) {
    return new ParametersWithIV(
        new KeyParameter(key, keyOffset, GCM_SIV_KEY_BYTES),
        nonce,
        nonceOffset,
        GCM_SIV_NONCE_BYTES);
  }
}
