package dev.postern.storage;

import java.nio.ByteBuffer;

/** A message in an inbox. Immutable; prints no content. */
public final class StoredMessage {
  private final long position;
  private final byte[] content;

  /** For implementations of {@link InboxStore}. Takes the array over. */
  public StoredMessage(long position, byte[] content) {
    this.position = position;
    this.content = content;
  }

  /** Its place in its owner's inbox. */
  public long position() {
    return position;
  }

  /** Length of the content. */
  public int length() {
    return content.length;
  }

  /** Copies the content. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
  }

  /** A read-only view of the content. */
  public ByteBuffer content() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  @Override
  public String toString() {
    return "StoredMessage[" + position + ", " + content.length + " bytes]";
  }
}
