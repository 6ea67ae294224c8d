package dev.postern.net;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is to forward, as bytes, and releases the buffers. */
public final class RecordingForwarder implements PacketForwarder {
  /**
   * A packet that was forwarded.
   *
   * @param packet as it was handed over; released
   * @param bytes a copy of its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  public record Forwarded(MixPacket packet, byte[] bytes) {}

  private final List<Forwarded> forwarded = new CopyOnWriteArrayList<>();

  @Override
  public void forward(MixPacket packet) {
    forwarded.add(new Forwarded(packet, ByteBufUtil.getBytes(packet.packet())));
    packet.packet().release();
  }

  /** All so far, in order. */
  public List<Forwarded> forwarded() {
    return List.copyOf(forwarded);
  }
}
