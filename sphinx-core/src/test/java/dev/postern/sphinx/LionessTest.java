package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LionessTest {
  private static final List<JsonNode> CASES = Vectors.cases("lioness.json", "cases").toList();

  private static final int OFFSET = 3;

  @TestFactory
  Stream<DynamicTest> encryptAndDecrypt_giveWhatTheReferenceGives() {
    return Engines.onEach(CASES, one -> one.required("length") + " bytes", LionessTest::check);
  }

  @Test
  void minBlockBytes_isMoreThanAnyLengthThatTheReferenceRefuses() {
    assertThat(Vectors.cases("lioness.json", "too_short"))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.required("length").intValue()).isLessThan(Lioness.MIN_BLOCK_BYTES));
  }

  private static void check(JsonNode one, CryptoEngine engine) {
    byte[] key = shifted(bytes(one, "key"));
    byte[] plaintext = bytes(one, "plaintext");
    byte[] ciphertext = bytes(one, "ciphertext");
    Lioness lioness = new Lioness(engine.newPrimitives());

    byte[] block = shifted(plaintext);
    lioness.encrypt(key, OFFSET, block, OFFSET, plaintext.length);
    assertThat(block).isEqualTo(shifted(ciphertext));

    lioness.decrypt(key, OFFSET, block, OFFSET, plaintext.length);
    assertThat(block).isEqualTo(shifted(plaintext));
  }

  private static byte[] shifted(byte[] bytes) {
    byte[] shifted = new byte[OFFSET + bytes.length + 1];
    Arrays.fill(shifted, (byte) 0x55);
    System.arraycopy(bytes, 0, shifted, OFFSET, bytes.length);
    return shifted;
  }
}
