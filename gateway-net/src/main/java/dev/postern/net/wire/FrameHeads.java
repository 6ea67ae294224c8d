package dev.postern.net.wire;

import dev.postern.net.FrameForm;
import dev.postern.sphinx.PacketSize;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The heads of all generations. The first byte of each frame tells which one it has, for that frame
 * alone: frames of several may come mixed on one connection. Immutable.
 */
public final class FrameHeads {
  private final FrameHead[] byFirstByte = new FrameHead[1 << Byte.SIZE];
  private final Map<FrameForm, FrameHead> byForm = new EnumMap<>(FrameForm.class);

  /**
   * Of these.
   *
   * @param oldest begins with no byte of its own: it has every frame that is no other's
   * @param marked the later ones by the byte that they begin with
   */
  public FrameHeads(FrameHead oldest, Map<Byte, FrameHead> marked) {
    Arrays.fill(byFirstByte, oldest);
    marked.forEach((mark, head) -> byFirstByte[Byte.toUnsignedInt(mark)] = head);
    byForm.put(oldest.form(), oldest);
    marked.values().forEach(head -> byForm.put(head.form(), head));
    if (byForm.size() < FrameForm.values().length) {
      throw new IllegalArgumentException("each form has a head");
    }
  }

  /** Of the frame that begins with this byte. */
  FrameHead begunBy(byte first) {
    return byFirstByte[Byte.toUnsignedInt(first)];
  }

  /** Of that form. */
  public FrameHead of(FrameForm form) {
    FrameHead head = byForm.get(form);
    if (head == null) {
      throw new AssertionError("each form has a head");
    }
    return head;
  }

  /** Length of a whole frame of that form around a packet of that size. */
  public int frameBytes(FrameForm form, PacketSize size) {
    return of(form).frameBytes(size);
  }
}
