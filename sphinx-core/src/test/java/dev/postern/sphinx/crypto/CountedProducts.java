package dev.postern.sphinx.crypto;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;

/**
 * An engine that counts its X25519 products, by a base of any kind: by far the dearest thing that
 * is done for a packet. What is composed of products counts as what it is composed of.
 */
public final class CountedProducts implements CryptoEngine {
  private final CryptoEngine engine;
  private final AtomicInteger products = new AtomicInteger();

  /** Over an engine that computes them. */
  public CountedProducts(CryptoEngine engine) {
    this.engine = engine;
  }

  /** Since the last time this was asked. */
  public int taken() {
    return products.getAndSet(0);
  }

  @Override
  public String name() {
    return engine.name() + ", counted";
  }

  @Override
  public SphinxPrivateKey newKey(SecureRandom random) {
    return engine.newKey(random);
  }

  @Override
  public Primitives newPrimitives() {
    return new Counting(engine.newPrimitives());
  }

  private final class Counting extends SharedPrimitives {
    private final Primitives primitives;

    Counting(Primitives primitives) {
      super(jdk(() -> Cipher.getInstance("AES/CTR/NoPadding")));
      this.primitives = primitives;
    }

    @Override
    public boolean x25519(byte[] scalar, byte[] u, int uOffset, byte[] out, int outOffset) {
      products.incrementAndGet();
      return primitives.x25519(scalar, u, uOffset, out, outOffset);
    }

    @Override
    public void zeroNonceChaCha20(byte[] key, byte[] data, int offset, int length) {
      primitives.zeroNonceChaCha20(key, data, offset, length);
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
      primitives.sealAesGcmSiv(
          key, keyOffset, nonce, nonceOffset, data, offset, length, out, outOffset);
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
      return primitives.openAesGcmSiv(
          key, keyOffset, nonce, nonceOffset, data, offset, length, out, outOffset);
    }
  }
}
