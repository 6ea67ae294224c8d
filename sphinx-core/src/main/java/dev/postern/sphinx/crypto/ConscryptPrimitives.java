package dev.postern.sphinx.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/**
 * X25519, ChaCha20, AES and AES-GCM-SIV by BoringSSL, through a provider that is installed nowhere
 * else.
 */
final class ConscryptPrimitives extends SharedPrimitives {
  private static final int NONCE_BYTES = 12;

  private final KeyAgreement agreement;
  private final Cipher chaCha20;
  private final Cipher gcmSiv;
  private final ArrayWindow window = new ArrayWindow();
  private final ArrayWindow result = new ArrayWindow();
  private final IvParameterSpec zeroNonce = new IvParameterSpec(new byte[NONCE_BYTES]);

  ConscryptPrimitives(Provider provider) {
    super(jdk(() -> Cipher.getInstance("AES/CTR/NoPadding", provider)));
    agreement = jdk(() -> KeyAgreement.getInstance("XDH", provider));
    chaCha20 = jdk(() -> Cipher.getInstance("ChaCha20", provider));
    gcmSiv = jdk(() -> Cipher.getInstance("AES_256/GCM-SIV/NoPadding", provider));
  }

  @Override
  public boolean x25519(byte[] scalar, byte[] u, int uOffset, byte[] out, int outOffset) {
    try {
      agreement.init(new OpenSSLX25519PrivateKey(scalar));
      agreement.doPhase(
          new OpenSSLX25519PublicKey(Arrays.copyOfRange(u, uOffset, uOffset + X25519_BYTES)), true);
      agreement.generateSecret(out, outOffset);
      return true;
    } catch (InvalidKeyException e) {
      // How Conscrypt says that the product is zero; any 32 bytes are a valid scalar or coordinate.
      Arrays.fill(out, outOffset, outOffset + X25519_BYTES, (byte) 0);
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("X25519 refused 32-byte inputs", e);
    }
  }

  // The IETF's ChaCha20 with nonce 0 and counter 0: its first 256 GiB are those of the original.
  @Override
  public void zeroNonceChaCha20(byte[] key, byte[] data, int offset, int length) {
    try {
      chaCha20.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), zeroNonce);
      doFinalInPlace(chaCha20, data, offset, length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("ChaCha20 refused a 32-byte key", e);
    }
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
    int outLength = length + GCM_SIV_TAG_BYTES;
    Objects.checkFromIndexSize(offset, length, data.length);
    Objects.checkFromIndexSize(outOffset, outLength, out.length);
    try {
      startGcmSiv(Cipher.ENCRYPT_MODE, key, keyOffset, nonce, nonceOffset);
      System.arraycopy(gcmSivResult(data, offset, length, outLength), 0, out, outOffset, outLength);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM-SIV refused to seal " + length + " bytes", e);
    }
  }

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
    int outLength = length - GCM_SIV_TAG_BYTES;
    if (outLength < 0) {
      return false;
    }
    Objects.checkFromIndexSize(offset, length, data.length);
    Objects.checkFromIndexSize(outOffset, outLength, out.length);
    try {
      startGcmSiv(Cipher.DECRYPT_MODE, key, keyOffset, nonce, nonceOffset);
      System.arraycopy(gcmSivResult(data, offset, length, outLength), 0, out, outOffset, outLength);
      return true;
    } catch (BadPaddingException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM-SIV refused to open " + length + " bytes", e);
    }
  }

  private void startGcmSiv(int mode, byte[] key, int keyOffset, byte[] nonce, int nonceOffset)
      throws GeneralSecurityException {
    gcmSiv.init(
        mode,
        new SecretKeySpec(key, keyOffset, GCM_SIV_KEY_BYTES, "AES"),
        new IvParameterSpec(nonce, nonceOffset, GCM_SIV_NONCE_BYTES));
  }

  /**
   * In an array of our own: where a tag is wrong BoringSSL wipes all that is behind the beginning
   * of its output, up to the array's end.
   */
  private byte[] gcmSivResult(byte[] data, int offset, int length, int outLength)
      throws GeneralSecurityException {
    byte[] room = result.room(outLength);
    if (window.isNeeded(data, length)) {
      gcmSiv.doFinal(window.load(data, offset, length), 0, length, room, 0);
    } else {
      gcmSiv.doFinal(data, offset, length, room, 0);
    }
    return room;
  }

  @Override
  void doFinalInPlace(Cipher cipher, byte[] data, int offset, int length)
      throws GeneralSecurityException {
    if (window.isNeeded(data, length)) {
      byte[] stretch = window.load(data, offset, length);
      super.doFinalInPlace(cipher, stretch, 0, length);
      System.arraycopy(stretch, 0, data, offset, length);
    } else {
      super.doFinalInPlace(cipher, data, offset, length);
    }
  }
}
