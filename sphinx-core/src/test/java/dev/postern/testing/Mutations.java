package dev.postern.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs a few changes away from given ones; the same for the same seed. */
final class Mutations {
  private static final byte[] NOTABLE = {
    0, 1, 2, 3, 4, 6, 0x7f, (byte) 0x80, (byte) 0xff, '"', '{', '}', '[', ',', ':', '\\', '\n', ' '
  };
  private static final int MAX_CHANGES = 4;

  private final List<byte[]> beginnings;
  private final int maxBytes;
  private final Random random;

  Mutations(List<byte[]> beginnings, int maxBytes, long seed) {
    this.beginnings = beginnings;
    this.maxBytes = maxBytes;
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] input = beginning();
    int changes = 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return Arrays.copyOf(input, Math.min(input.length, maxBytes));
  }

  private byte[] beginning() {
    return beginnings.get(random.nextInt(beginnings.size())).clone();
  }

  private byte[] changed(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1 + random.nextInt(input.length + 1)));
    return switch (random.nextInt(8)) {
      case 0 -> flipped(input, from);
      case 1 -> replaced(input, from, Math.min(from + 1, input.length), notable());
      case 2 -> replaced(input, from, from, notable());
      case 3 -> replaced(input, from, to, new byte[0]);
      case 4 -> replaced(input, to, to, Arrays.copyOfRange(input, from, to));
      case 5 -> Arrays.copyOf(input, from);
      case 6 -> replaced(input, from, to, random(to - from));
      default -> spliced(input, from);
    };
  }

  private byte[] notable() {
    return new byte[] {NOTABLE[random.nextInt(NOTABLE.length)]};
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] spliced(byte[] input, int from) {
    byte[] other = beginning();
    int start = random.nextInt(other.length + 1);
    return replaced(input, from, input.length, Arrays.copyOfRange(other, start, other.length));
  }

  private byte[] flipped(byte[] input, int at) {
    if (at < input.length) {
      input[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return input;
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
    ByteArrayOutputStream result = new ByteArrayOutputStream(input.length + by.length);
    result.write(input, 0, from);
    result.writeBytes(by);
    result.write(input, to, input.length - to);
    return result.toByteArray();
  }
}
