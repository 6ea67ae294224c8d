package dev.postern.net.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.CountedBuffers;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.BinaryRequest;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client's connection from its first byte on, in any portions, through every stage: HTTP,
 * WebSocket, login, session. Whatever comes, nothing is a defect of ours, no buffer is left over,
 * the answers are well-formed and no longer than what asked for them allows, and they are the same
 * as if all had come at once. (The inbox is empty: messages may stand between the answers as they
 * like.)
 */
class ClientPipelineFuzzTest extends FuzzTarget {
  private static final byte[] NO_MASK = new byte[4]; // a mask all the same, for the decoder
  private static final int ANSWER_FACTOR = 30; // an empty text of 6 bytes gets an error of 48
  private static final IdentityPrivateKey GATEWAY = IdentityPrivateKey.fromBytes(filled((byte) 1));
  private static final SphinxPrivateKey EPHEMERAL = SphinxPrivateKey.fromBytes(filled((byte) 2));
  private static final TestGateway.Client CLIENT =
      new TestGateway.Client(
          DestinationAddress.read(filled((byte) 3), 0), SharedKeys.fromBytes(filled((byte) 4)));

  @Override
  protected void check(byte[] input) {
    List<byte[]> portions = new FuzzInput(input).portions();
    byte[] whole = FuzzInput.of(portions.toArray(byte[][]::new));
    byte[] answers = answers(portions);
    assertThat(answers.length).isLessThanOrEqualTo(512 + ANSWER_FACTOR * whole.length);
    assertIsWellFormed(answers);
    byte[] atOnce = answers(List.of(whole));
    assertIsWellFormed(atOnce);
    if (!asksTheStore(answers) && !asksTheStore(atOnce)) {
      assertThat(withoutTooBig(answers)).isEqualTo(withoutTooBig(atOnce));
    }
  }

  /** A stranger's frame that is going to be too long is refused at its second read, if any. */
  private static String withoutTooBig(byte[] answers) {
    String text = new String(answers, ISO_8859_1);
    String last = "\u0088\u0011\u0003\u00f1Message too big";
    return text.endsWith(last) ? text.substring(0, text.length() - last.length()) : text;
  }

  /** While a login is decided, pings and a close overtake what waits for it. */
  private static boolean asksTheStore(byte[] answers) {
    String text = new String(answers, UTF_8);
    return text.contains("\"type\":\"authenticate\"") || text.contains("\"data\":[1]");
  }

  /** A 400, or a 101 and whole frames of which none follows a close. */
  private static void assertIsWellFormed(byte[] answers) {
    String text = new String(answers, ISO_8859_1); // an index is one of a byte
    if (!text.startsWith("HTTP/1.1 101 ")) {
      assertThat(text).matches("(?s)(HTTP/1.1 400 .*\r\n\r\n)?");
      return;
    }
    int at = text.indexOf("\r\n\r\n") + 4;
    boolean closed = false;
    while (at < answers.length) {
      assertThat(closed).as("a frame behind a close frame").isFalse();
      closed = answers[at] == (byte) (0x80 | RawWebSocket.CLOSE);
      int length = answers[at + 1]; // a mask would make it negative
      assertThat(length).isBetween(0, 126);
      at += 2;
      if (length == 126) {
        length = (answers[at] & 0xff) << 8 | (answers[at + 1] & 0xff);
        at += 2;
      }
      at += length;
    }
    assertThat(at).isEqualTo(answers.length);
  }

  private static byte[] answers(List<byte[]> portions) {
    CountedBuffers buffers = new CountedBuffers();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    MemoryStore store = new MemoryStore();
    TestGateway.register(store, CLIENT);
    EmbeddedChannel channel = connection(store, meters, buffers);
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    for (byte[] portion : portions) {
      if (channel.isOpen()) {
        channel.writeInbound(channel.alloc().buffer(portion.length).writeBytes(portion));
        channel.runPendingTasks();
      }
      takeAnswers(channel, answers);
    }
    assertThat(channel.finish()).isFalse();
    assertThat(defects(meters)).isZero();
    assertThat(buffers.bytesInUse()).isZero();
    store.close();
    return answers.toByteArray();
  }

  private static EmbeddedChannel connection(
      MemoryStore store, SimpleMeterRegistry meters, CountedBuffers buffers) {
    ClientServices services =
        new ClientServices(
            GATEWAY,
            () -> EPHEMERAL,
            store,
            new OnlineClients(),
            new TestGateway.RecordingForwarder(),
            Clock.fixed(TestGateway.NOW, ZoneOffset.UTC),
            TestGateway.RANDOM);
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.config().setAllocator(buffers.allocator());
    channel
        .pipeline()
        .addLast(
            new ClientPipeline(
                services,
                ClientOptions.defaults(),
                TestGateway.ENGINE,
                new ClientMetrics(meters),
                opened -> {}));
    return channel;
  }

  private static void takeAnswers(EmbeddedChannel channel, ByteArrayOutputStream answers) {
    ByteBuf bytes = channel.readOutbound();
    for (; bytes != null; bytes = channel.readOutbound()) {
      answers.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
  }

  private static double defects(SimpleMeterRegistry meters) {
    return meters.get("postern.clients.closed").tag("reason", "error").counter().count();
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(whole(RawWebSocket.UPGRADE));
    seeds.add(
        whole(RawWebSocket.ascii("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n")));
    seeds.add(upgraded(session()));
    seeds.add(upgraded(fragments()));
    seeds.add(upgraded(violations()));
    for (String file : List.of("handshake.json", "authenticate.json")) {
      Vectors.cases(file, "cases").map(ClientPipelineFuzzTest::conversation).forEach(seeds::add);
    }
    seeds.removeIf(seed -> seed.length > maxBytes());
    return seeds;
  }

  private static byte[] whole(byte[] stream) {
    return FuzzInput.of(FuzzInput.numbers(0), stream);
  }

  private static byte[] upgraded(byte[] frames) {
    return FuzzInput.of(FuzzInput.numbers(3, 250, 40, 1), RawWebSocket.UPGRADE, frames);
  }

  private static byte[] conversation(JsonNode vector) {
    List<byte[]> frames = new ArrayList<>();
    for (JsonNode message : vector.required("transcript")) {
      if (message.required("from").asText().equals("client") && message.hasNonNull("text")) {
        frames.add(frame(RawWebSocket.TEXT, message.required("text").asText().getBytes(UTF_8)));
      }
    }
    return upgraded(FuzzInput.of(frames.toArray(byte[][]::new)));
  }

  /** Logs in, sends a packet, confirms, says what it must not, closes. */
  private static byte[] session() {
    ByteBuf packet = Unpooled.wrappedBuffer(new byte[PacketSize.ACK.packetBytes()]);
    NodeAddress hop = NodeAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1789));
    ByteBuf frame =
        BinaryRequest.write(
            new MixPacket(hop, PacketSize.ACK, PacketMode.MIX, packet),
            CLIENT.codec(),
            packet.alloc());
    String login =
        ControlMessageCodec.write(
            AuthenticationProof.request(
                CLIENT.address(), CLIENT.keys(), TestGateway.ENGINE.newPrimitives(), NO_RANDOM));
    return FuzzInput.of(
        frame(RawWebSocket.TEXT, login.getBytes(UTF_8)),
        frame(RawWebSocket.BINARY, ByteBufUtil.getBytes(frame)),
        frame(RawWebSocket.PONG, new byte[8]),
        frame(RawWebSocket.PING, new byte[] {1}),
        frame(RawWebSocket.TEXT, new byte[] {'{', '}'}),
        frame(RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8}));
  }

  private static byte[] fragments() {
    return FuzzInput.of(
        RawWebSocket.frame(RawWebSocket.TEXT, NO_MASK, new byte[] {'{'}),
        frame(RawWebSocket.PING, new byte[0]),
        RawWebSocket.frame(RawWebSocket.CONTINUATION, NO_MASK, new byte[] {'"'}),
        frame(RawWebSocket.CONTINUATION, new byte[] {'}'}));
  }

  private static byte[] violations() {
    return FuzzInput.of(
        RawWebSocket.frame(0x80 | RawWebSocket.BINARY, new byte[0], new byte[200]),
        RawWebSocket.frame(0xf3, NO_MASK, new byte[3]));
  }

  private static byte[] frame(int opcode, byte[] payload) {
    return RawWebSocket.frame(0x80 | opcode, NO_MASK, payload);
  }

  private static byte[] filled(byte by) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, by);
    return bytes;
  }

  /** Examples are the same each time. */
  private static final SecureRandom NO_RANDOM =
      new SecureRandom() {
        @Override
        public void nextBytes(byte[] bytes) {
          Arrays.fill(bytes, (byte) 0xc3);
        }
      };

  @Override
  protected int maxBytes() {
    return 3000;
  }

  @Override
  protected int mutantsDivisor() {
    return 2;
  }
}
