package dev.postern.net.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.CountedBuffers;
import dev.postern.net.SourceAddress;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy sends, in any portions: until a whole header of version 2 is there the
 * stages behind hear nothing; then they hear of the source that stands in it, once, and get the
 * bytes behind it, each once. After anything else they hear nothing, and the proxy is closed and
 * counted. What stands behind the addresses may be refused unless it is tidy. No buffer is left
 * over.
 */
class ProxyHeaderFuzzTest extends FuzzTarget {
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final int MOST_BYTES = 4096 + 216; // what may stand behind the fixed part

  @Override
  protected void check(byte[] input) throws UnknownHostException {
    List<byte[]> portions = new FuzzInput(input).portions();
    byte[] whole = FuzzInput.of(portions.toArray(byte[][]::new));
    CountedBuffers buffers = new CountedBuffers();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Behind behind = new Behind();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new HAProxyMessageDecoder(4096), new ProxyHeader(new ClientMetrics(meters)), behind);
    channel.config().setAllocator(buffers.allocator());
    for (byte[] portion : portions) {
      if (channel.isOpen()) {
        channel.writeInbound(channel.alloc().buffer(portion.length).writeBytes(portion));
        channel.runPendingTasks();
      }
    }
    boolean refused = !channel.isOpen();
    channel.checkException();
    assertThat(channel.finish()).isFalse();
    assertThat(buffers.bytesInUse()).isZero();
    assertThat(meters.get("postern.clients.closed").tag("reason", "proxy_header").counter().count())
        .isEqualTo(refused ? 1 : 0);
    assertHeard(behind, whole, refused);
  }

  private static void assertHeard(Behind behind, byte[] whole, boolean refused)
      throws UnknownHostException {
    InetAddress source = source(whole);
    if (!refused && (source != null || isLocal(whole))) {
      int length = 16 + length(whole);
      assertThat(behind.sources).hasSize(1);
      assertThat(behind.inactive).isEqualTo(1);
      if (source != null) {
        assertThat(behind.sources).containsExactly(source);
      }
      assertThat(behind.bytes.toByteArray())
          .isEqualTo(Arrays.copyOfRange(whole, length, whole.length));
    } else {
      assertThat(isLocal(whole) || (source != null && hasTidyEnd(whole))).isFalse();
      assertThat(behind.sources).isEmpty();
      assertThat(behind.inactive).isZero();
      assertThat(behind.bytes.size()).isZero();
    }
  }

  /** Of a whole header for a connection over TCP; by the specification, not by the decoder. */
  private static @Nullable InetAddress source(byte[] whole) throws UnknownHostException {
    int bytes = whole.length > 13 && whole[13] == 0x11 ? 4 : 16;
    boolean tcp = bytes == 4 || (whole.length > 13 && whole[13] == 0x21);
    return isWhole(whole, 2 * bytes + 4) && whole[12] == 0x21 && tcp
        ? InetAddress.getByAddress(Arrays.copyOfRange(whole, 16, 16 + bytes))
        : null;
  }

  /** What stands behind the addresses is type, length and so many bytes, and not about TLS. */
  private static boolean hasTidyEnd(byte[] whole) {
    int at = 16 + (whole[13] == 0x11 ? 12 : 36);
    int end = 16 + length(whole);
    while (end - at >= 3 && whole[at] != 0x20) {
      at += 3 + ((whole[at + 1] & 0xff) << 8 | (whole[at + 2] & 0xff));
    }
    return at <= end && end - at < 3;
  }

  private static int length(byte[] whole) {
    return (whole[14] & 0xff) << 8 | (whole[15] & 0xff);
  }

  private static boolean isLocal(byte[] whole) {
    return isWhole(whole, 0) && whole[12] == 0x20;
  }

  private static boolean isWhole(byte[] whole, int least) {
    if (whole.length < 16 || !Arrays.equals(SIGNATURE, Arrays.copyOf(whole, 12))) {
      return false;
    }
    int length = length(whole);
    return length >= least && length <= MOST_BYTES && whole.length >= 16 + length;
  }

  /** As the stages behind it. */
  private static final class Behind extends ChannelInboundHandlerAdapter {
    final List<InetAddress> sources = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int inactive;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      sources.add(SourceAddress.of(context.channel()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf portion = (ByteBuf) message;
      bytes.writeBytes(ByteBufUtil.getBytes(portion));
      portion.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      inactive++;
    }
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    List<byte[]> headers = new ArrayList<>(ProxyHeaderTest.goodHeaders());
    headers.addAll(ProxyHeaderTest.badHeaders());
    for (byte[] header : headers) {
      if (header.length < maxBytes() - 10) {
        seeds.add(FuzzInput.of(FuzzInput.numbers(0), header, "GET /".getBytes(US_ASCII)));
        seeds.add(FuzzInput.of(FuzzInput.numbers(2, 13, 1), header, "GET /".getBytes(US_ASCII)));
      }
    }
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 500;
  }
}
