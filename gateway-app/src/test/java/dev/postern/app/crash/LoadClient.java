package dev.postern.app.crash;

import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * One of a thousand clients in this process: registers, stays, confirms, comes again if it is
 * thrown out, and reads as it is told. Its state belongs to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class LoadClient {
  /** How a client reads. */
  enum Reading {
    EVERYTHING,
    A_BYTE_A_SECOND,
    NOTHING
  }

  private static final int SMALL_SOCKET_BUFFER = 4096;
  private static final int GULP_BYTES = 8192;
  private static final int MAX_FRAME_BYTES = 64 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final URI gateway;
  private final IdentityPublicKey gatewayIdentity;
  private final Bootstrap bootstrap;
  private final Primitives primitives; // of the only event loop
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(RANDOM);
  private final DestinationAddress address =
      DestinationAddress.read(identity.publicKey().toBytes(), 0);
  private final Queue<Long> underWay = new ConcurrentLinkedQueue<>(); // when they were sent
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong comings = new AtomicLong();
  private final CompletableFuture<Void> registered = new CompletableFuture<>();
  private final LongConsumer latencies;
  private final PacketSource packets;
  private final byte[] ack;
  private long nextId = 1; // the sender's
  private volatile Channel channel;
  private volatile Reading reading = Reading.EVERYTHING;
  private SharedKeys keys; // null until it registered

  /**
   * Connects on a bootstrap with one NIO loop; tells how long each message took, in nanoseconds.
   */
  LoadClient(
      JarGateway gateway,
      Bootstrap bootstrap,
      Primitives primitives,
      PacketSource packets,
      LongConsumer latencies) {
    this.gateway = gateway.clientsUri();
    this.gatewayIdentity = gateway.keys().identity().publicKey();
    this.primitives = primitives;
    this.latencies = latencies;
    this.packets = packets;
    this.ack = packets.ack(0);
    InetSocketAddress clients = gateway.clients();
    this.bootstrap =
        bootstrap
            .clone()
            .remoteAddress(clients)
            .option(ChannelOption.SO_RCVBUF, SMALL_SOCKET_BUFFER)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened.config().setRecvByteBufAllocator(new Gulps());
                    stages(opened);
                  }
                });
  }

  /** The next message for it, as it stands on a mixnet connection. For one thread. */
  byte[] packet() {
    return packets.frame(ack, nextId++, address, PacketSize.REGULAR);
  }

  /** Completes when it is registered and online. */
  CompletableFuture<Void> start() {
    connect();
    return registered;
  }

  private void connect() {
    ChannelFuture connected = bootstrap.connect();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            comeAgain(connected.channel());
          }
        });
  }

  private void comeAgain(Channel ended) {
    if (!ended.eventLoop().isShuttingDown()) {
      comings.incrementAndGet();
      ended.eventLoop().schedule(this::connect, 200, TimeUnit.MILLISECONDS);
    }
  }

  private void stages(Channel opened) {
    WebSocketClientProtocolConfig webSocket =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(gateway)
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .build();
    opened
        .pipeline()
        .addLast(new Thrift())
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(MAX_FRAME_BYTES))
        // Answers pings.
        .addLast(new WebSocketClientProtocolHandler(webSocket))
        .addLast(new Session());
  }

  /** The next message is due at this moment. */
  void sent(long nanoTime) {
    if (reading == Reading.EVERYTHING) {
      underWay.add(nanoTime);
    }
  }

  /** Whether it has all that was sent. */
  boolean isCaughtUp() {
    return underWay.isEmpty();
  }

  /** How many messages came, those that came again too. */
  long received() {
    return received.get();
  }

  /** How often it had to come again. */
  long comings() {
    return comings.get();
  }

  /** From now on it reads so. What is under way then isn't measured. */
  void read(Reading how) {
    underWay.clear();
    reading = how;
    channel.eventLoop().execute(this::applyReading);
  }

  private void applyReading() {
    channel.config().setAutoRead(reading == Reading.EVERYTHING);
    if (reading == Reading.A_BYTE_A_SECOND) {
      readAByteEverySecond(channel);
    }
  }

  /** A channel asks its allocator for a handle only once, so the handle has to know. */
  private final class Gulps extends DefaultMaxMessagesRecvByteBufAllocator {
    @Override
    @SuppressWarnings("deprecation") // the type of the interface's own method
    public Handle newHandle() {
      return new MaxMessageHandle() {
        @Override
        public int guess() {
          return reading == Reading.A_BYTE_A_SECOND ? 1 : GULP_BYTES;
        }
      };
    }
  }

  /** Decoders without a whole frame ask for more by themselves; who reads slowly lets them ask. */
  private final class Thrift extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext context) throws Exception {
      if (reading == Reading.EVERYTHING || context.channel() != channel) {
        super.read(context);
      }
    }
  }

  private void readAByteEverySecond(Channel slow) {
    if (reading == Reading.A_BYTE_A_SECOND && slow == channel && slow.isOpen()) {
      slow.pipeline().firstContext().read();
      slow.eventLoop().schedule(() -> readAByteEverySecond(slow), 1, TimeUnit.SECONDS);
    }
  }

  private final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private ClientHandshake handshake; // null unless it registers

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        if (keys == null) {
          handshake =
              new ClientHandshake(
                  identity, SphinxPrivateKey.generate(RANDOM), gatewayIdentity, primitives);
          say(context, ControlMessageCodec.write(handshake.init()));
        } else {
          say(
              context,
              ControlMessageCodec.write(
                  AuthenticationProof.request(address, keys, primitives, RANDOM)));
        }
      }
    }

    private void say(ChannelHandlerContext context, String text) {
      context.writeAndFlush(new TextWebSocketFrame(text));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof BinaryWebSocketFrame) {
        Long sentAt = underWay.poll();
        if (sentAt != null) {
          latencies.accept(System.nanoTime() - sentAt);
        }
        received.incrementAndGet();
      } else if (frame instanceof TextWebSocketFrame text) {
        answered(context, text.text());
      }
    }

    private void answered(ChannelHandlerContext context, String text) {
      if (text.equals(ControlMessageCodec.write(ServerResponse.REGISTERED))
          || text.equals(ControlMessageCodec.write(ServerResponse.AUTHENTICATED))) {
        channel = context.channel();
        applyReading();
        registered.complete(null);
      } else if (ControlMessageCodec.readRequest(text) instanceof HandshakeMessage message
          && handshake != null) {
        ClientHandshake.Step step = handshake.receive(message);
        if (step instanceof ClientHandshake.Reply reply) {
          say(context, ControlMessageCodec.write(reply.payload()));
        } else if (step instanceof ClientHandshake.Agreed agreed) {
          keys = agreed.keys();
        }
      } else {
        context.close(); // the last connection is still its session; again in a while
      }
    }

    /** It was thrown out with something left unread. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      comeAgain(context.channel());
    }
  }
}
