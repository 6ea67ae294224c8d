package dev.postern.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzzer's bytes, taken from the front for this and that. Never runs dry: behind the end there
 * are zeros, so that whatever is shortened or lengthened still means something.
 */
public final class FuzzInput {
  private static final int MAX_CUTS = 7;

  private final byte[] bytes;
  private int next;

  /** From the first byte on. */
  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether there is more than zeros. */
  public boolean isLeft() {
    return next < bytes.length;
  }

  /** 0 to 255. */
  public int number() {
    return isLeft() ? bytes[next++] & 0xff : 0;
  }

  /** As many as are left, at most. */
  public byte[] bytes(int length) {
    int end = Math.min(bytes.length, next + length);
    byte[] taken = Arrays.copyOfRange(bytes, Math.min(next, end), end);
    next = end;
    return taken;
  }

  /** A length, up to 255, and so many bytes. */
  public byte[] counted() {
    return bytes(number());
  }

  /** All that is left. */
  public byte[] rest() {
    return bytes(bytes.length - next);
  }

  /**
   * How a socket might portion what is left: up to seven lengths in turn, said in front of it by
   * their number and a byte each (0 is 1). No length: all at once.
   */
  public List<byte[]> portions() {
    byte[] lengths = bytes(number() % (MAX_CUTS + 1));
    List<byte[]> portions = new ArrayList<>();
    for (int i = 0; isLeft(); i++) {
      portions.add(
          lengths.length == 0 ? rest() : bytes(Math.max(1, lengths[i % lengths.length] & 0xff)));
    }
    return portions;
  }

  /** For examples: one part behind the other. */
  public static byte[] of(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** For examples: a few small numbers. */
  public static byte[] numbers(int... numbers) {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }
}
