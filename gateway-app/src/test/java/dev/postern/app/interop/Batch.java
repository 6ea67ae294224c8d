package dev.postern.app.interop;

import java.nio.charset.StandardCharsets;

/**
 * Numbered messages of one length, each of which tells which it is: {@code LABEL/NUMBER/}, then
 * bytes that follow from the number and their place. The stock clients' programs make and check the
 * same.
 *
 * @param label tells them from all other batches
 * @param count how many, numbered from 0
 * @param bytes the length of each
 */
record Batch(String label, int count, int bytes) {
  private static final int PERIOD = 251;

  /** The message of that number. */
  byte[] message(int number) {
    byte[] message = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      message[i] = (byte) ((i + number) % PERIOD);
    }
    byte[] head = (label + "/" + number + "/").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, message, 0, head.length);
    return message;
  }
}
