package dev.postern.app.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether acks keep to their order among the calls of a gateway: no byte of the n-th ack's frame is
 * handed to the kernel before n records are safe. A record is safe once a sync of its segment has
 * returned that began after the write of the record had returned.
 *
 * <p>Only for a gateway all of whose messages are of one length, and whose clients are away, so
 * that nothing but messages is written to segments.
 */
final class SyncOrder {
  private final int ackPort;
  private final Map<String, Long> written = new HashMap<>(); // records, by segment
  private final Map<String, Long> safe = new HashMap<>(); // of these
  private final Map<SystemCall, Long> writtenAtBegin = new HashMap<>(); // by sync
  private long recordBytes; // as the first write of a message shows; 0 until then
  private long ackBytes;
  private int syncs;

  /** For acks that go to this port. */
  private SyncOrder(int ackPort) {
    this.ackPort = ackPort;
  }

  /** What was found, if nothing was wrong. */
  record Found(long records, int syncs, long acks) {}

  private record Edge(int line, boolean isBegin, SystemCall call) {}

  /** An AssertionError for the first ack that leaves too early. */
  static Found check(List<SystemCall> calls, int ackPort) {
    List<Edge> edges = new ArrayList<>();
    for (SystemCall call : calls) {
      edges.add(new Edge(call.begin(), true, call));
      edges.add(new Edge(call.end(), false, call));
    }
    edges.sort(Comparator.comparingInt(Edge::line)); // stable: a begin stays before its end
    SyncOrder order = new SyncOrder(ackPort);
    edges.forEach(order::step);
    return new Found(sum(order.written), order.syncs, order.ackBytes / AckSink.FRAME_BYTES);
  }

  private void step(Edge edge) {
    SystemCall call = edge.call();
    String target = call.target();
    if (edge.isBegin() && target.endsWith(":" + ackPort + "]")) {
      leaves(call);
    } else if (target.endsWith(".segment")) {
      if (!call.isSync() && !edge.isBegin()) {
        written.merge(target, recordsIn(call), Long::sum);
      } else if (call.isSync() && edge.isBegin()) {
        writtenAtBegin.put(call, written.getOrDefault(target, 0L));
      } else if (call.isSync() && call.result() == 0) {
        safe.merge(target, writtenAtBegin.remove(call), Math::max);
        syncs++;
      }
    }
  }

  private long recordsIn(SystemCall write) {
    if (recordBytes == 0 && write.result() >= PacketSource.CONTENT_BYTES) {
      recordBytes = write.result(); // the first message comes alone
    }
    return recordBytes == 0 ? 0 : write.result() / recordBytes;
  }

  private void leaves(SystemCall write) {
    ackBytes += Math.max(0, write.result());
    long begun = (ackBytes + AckSink.FRAME_BYTES - 1) / AckSink.FRAME_BYTES;
    if (begun > sum(safe)) {
      throw new AssertionError(
          "ack number " + begun + " left when " + sum(safe) + " messages were safe: " + write);
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
