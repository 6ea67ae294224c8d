package dev.postern.sphinx.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The JDK's AES as a block cipher for BouncyCastle's modes: the processor's own instructions, where
 * BouncyCastle's looks up tables at places that depend on the key. Encrypts only, which is all that
 * a mode over a counter asks for.
 */
final class JdkAes implements BlockCipher {
  private static final int BLOCK_BYTES = 16;

  private final Cipher cipher = SharedPrimitives.jdk(() -> Cipher.getInstance("AES/ECB/NoPadding"));

  @Override
  public void init(boolean forEncryption, CipherParameters parameters) {
    if (!forEncryption || !(parameters instanceof KeyParameter key)) {
      throw new AssertionError("a mode that decrypts blocks, or has no key");
    }
    try {
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.getKey(), "AES"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES refused a key of " + key.getKeyLength() + " bytes", e);
    }
  }

  @Override
  public int processBlock(byte[] in, int inOffset, byte[] out, int outOffset) {
    try {
      return cipher.update(in, inOffset, BLOCK_BYTES, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES refused a block", e);
    }
  }

  @Override
  public String getAlgorithmName() {
    return "AES";
  }

  @Override
  public int getBlockSize() {
    return BLOCK_BYTES;
  }

  @Override
  public void reset() {} // keeps nothing between blocks
}
