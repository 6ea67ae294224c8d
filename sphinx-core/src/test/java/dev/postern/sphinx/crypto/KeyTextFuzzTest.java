package dev.postern.sphinx.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * First how many bytes the text must stand for, then base58 text: decoded as a plain computation
 * has it. What is read is written as the same text, and keys are taken or refused without further
 * ado.
 */
class KeyTextFuzzTest extends FuzzTarget {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  @Override
  protected void check(byte[] input) {
    int expectedBytes = input.length == 0 ? 0 : input[0] & 0x7f;
    String text =
        new String(input, Math.min(1, input.length), Math.max(0, input.length - 1), UTF_8);
    byte[] expected = plainly(text);
    if (expected == null || expected.length != expectedBytes) {
      assertThat(decoded(text, expectedBytes)).isEmpty();
      return;
    }
    assertThat(decoded(text, expectedBytes)).contains(expected);
    assertThat(Base58.encode(expected)).isEqualTo(text);
    if (expectedBytes == 32) {
      checkKeys(text, expected);
    }
  }

  private static void checkKeys(String text, byte[] bytes) {
    assertThat(SphinxPublicKey.fromBase58(text).toBytes()).isEqualTo(bytes);
    assertThat(DestinationAddress.fromBase58(text).toBytes()).isEqualTo(bytes);
    assertThat(DestinationAddress.fromBase58(text).toBase58()).isEqualTo(text);
    try {
      IdentityPublicKey key = IdentityPublicKey.fromBase58(text);
      assertThat(key.toBytes()).isEqualTo(bytes);
      byte[] signature = Arrays.copyOf(bytes, IdentityPublicKey.SIGNATURE_BYTES);
      assertThat(key.verifies(signature, bytes)).isFalse();
    } catch (IllegalArgumentException noUsablePoint) {
      assertThat(noUsablePoint).hasMessageContaining("curve point");
    }
  }

  private static Optional<byte[]> decoded(String text, int expectedBytes) {
    try {
      return Optional.of(Base58.decode(text, expectedBytes));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private static byte @Nullable [] plainly(String text) {
    BigInteger number = BigInteger.ZERO;
    int zeros = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return null;
      }
      zeros += digit == 0 && zeros == i ? 1 : 0;
      number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(digit));
    }
    byte[] rest = number.signum() == 0 ? new byte[0] : number.toByteArray();
    int skipped = rest.length > 0 && rest[0] == 0 ? 1 : 0;
    byte[] bytes = new byte[zeros + rest.length - skipped];
    System.arraycopy(rest, skipped, bytes, zeros, rest.length - skipped);
    return bytes;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.cases("keys.json", "base58")
        .forEach(
            one -> {
              byte[] text = one.required("b58").textValue().getBytes(UTF_8);
              byte[] seed = new byte[1 + text.length];
              seed[0] = (byte) (one.required("bytes").textValue().length() / 2);
              System.arraycopy(text, 0, seed, 1, text.length);
              seeds.add(seed);
            });
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 200;
  }
}
