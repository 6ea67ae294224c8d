package dev.postern.net.client;

import dev.postern.net.ConnectionLimit;
import dev.postern.net.StallTimer;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.flow.FlowControlHandler;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The stages of a client's connection, first as HTTP, then as a WebSocket. One for all connections
 * of a listener; thread-safe.
 */
final class ClientPipeline extends ChannelInitializer<Channel> {
  /** The first stage. */
  static final String LIMIT = "limit";

  /** The stage by which an upgraded connection is known. */
  static final String FRAME_ENCODER = "frame-encoder";

  /** Where frames come from. */
  static final String FRAME_DECODER = "frame-decoder";

  /** Login first, then the session in its place. */
  static final String CLIENT = "client";

  /** The first stage that sees what a client says, while it speaks HTTP. */
  static final String HTTP_DECODER = "http-decoder";

  private static final String HTTP_ENCODER = "http-encoder";

  private static final HttpDecoderConfig HTTP_LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(4096).setMaxHeaderSize(8192);

  private final ClientServices services;
  private final WebSocketDecoderConfig frameLimits;
  private final ClientOptions options;
  private final CryptoEngine engine;
  private final ClientMetrics metrics;
  private final Consumer<Channel> opened;
  private final ConnectionLimit connectionLimit;
  private final LoginLimits loginLimits;
  private final ClientConnectionCloser closer;
  private final LoginLog loginLog = new LoginLog();
  private final ConcurrentMap<EventLoop, LoopTools> tools = new ConcurrentHashMap<>();

  /** Tells {@code opened} of every connection, before anything is read from it. */
  ClientPipeline(
      ClientServices services,
      ClientOptions options,
      CryptoEngine engine,
      ClientMetrics metrics,
      Consumer<Channel> opened) {
    this.services = services;
    this.frameLimits =
        WebSocketDecoderConfig.newBuilder()
            // Texts are far shorter than the longest packet, so one limit does for both.
            .maxFramePayloadLength(services.longestFrameBytes())
            .allowExtensions(false)
            .closeOnProtocolViolation(false) // Farewell does it, gently
            .build();
    this.options = options;
    this.engine = engine;
    this.metrics = metrics;
    this.opened = opened;
    this.connectionLimit =
        new ConnectionLimit(
            options.admission().clientConnections(),
            options.admission(),
            excess -> metrics.closed.count(closed(excess)));
    this.loginLimits = new LoginLimits(options.admission(), System::nanoTime);
    this.closer = new ClientConnectionCloser(metrics);
  }

  private static ClientMetrics.Closed closed(ConnectionLimit.Excess excess) {
    return switch (excess) {
      case LIMIT -> ClientMetrics.Closed.LIMIT;
      case SOURCE_LIMIT -> ClientMetrics.Closed.SOURCE_LIMIT;
      case NETWORK_LIMIT -> ClientMetrics.Closed.NETWORK_LIMIT;
    };
  }

  /** How many connections are open. */
  int connections() {
    return connectionLimit.open();
  }

  @Override
  protected void initChannel(Channel channel) {
    opened.accept(channel);
    channel
        .pipeline()
        // One connection too many is closed at once.
        .addLast(LIMIT, connectionLimit)
        // Bytes of a request become its parts; what comes behind it stays here as bytes.
        .addLast(HTTP_DECODER, new HttpRequestDecoder(HTTP_LIMITS))
        .addLast(HTTP_ENCODER, new HttpResponseEncoder())
        // A good request brings the stages below; any other 400.
        .addLast(
            "upgrade",
            new WebSocketUpgrade(options.upgradeTimeout(), this::webSocketStages, metrics))
        // Whatever went wrong ends the connection, with a status.
        .addLast("closer", closer);
  }

  /** The order of the calls is explained in {@link WebSocketUpgrade}. */
  void webSocketStages(ChannelPipeline pipeline) {
    Channel channel = pipeline.channel();
    ReadGate gate = new ReadGate(channel);
    LoginQueue queue = new LoginQueue(gate);
    Standing standing =
        new Standing(
            channel,
            options.loginTimeout(),
            () -> fail(channel, ClientMetrics.Closed.LOGIN_TIMEOUT));
    StallTimer messageTimer =
        new StallTimer(
            channel.eventLoop(),
            FrameGuard.MESSAGE_TIMEOUT,
            gate::isShut,
            () -> fail(channel, ClientMetrics.Closed.MESSAGE_TIMEOUT));
    ControlFrames control = new ControlFrames(channel.eventLoop().ticker()::nanoTime);
    LoopTools own =
        tools.computeIfAbsent(
            channel.eventLoop(),
            loop -> new LoopTools(engine.newPrimitives(), new BacklogReads(loop)));
    pipeline
        // Frames become bytes. Ours are not masked.
        .replace(HTTP_ENCODER, FRAME_ENCODER, new WebSocket13FrameEncoder(false));
    pipeline
        // Where the gate is shut, the frames that one read brought wait here.
        .addBefore("closer", "flow", new FlowControlHandler())
        // Who doesn't read answers is not read from; pongs to pings are answers, too.
        .addBefore("closer", "answers", new AnswerLimit(gate, standing))
        // Pings get pongs, a close gets its echo; pongs pass. A flood of them is the end.
        .addBefore("closer", "control", control)
        // Fragments become messages.
        .addBefore(
            "closer", "messages", new MessageAssembler(services.longestFrameBytes(), standing))
        // While a login is being decided, what comes behind it waits here.
        .addBefore("closer", "login-queue", queue)
        // Login; then the session takes its place.
        .addBefore(
            "closer",
            CLIENT,
            new LoginHandler(
                new LoginHandler.Shared(services, options, own, metrics, loginLimits, loginLog),
                new LoginHandler.Connection(channel, standing, control, queue, gate)));
    pipeline
        // Bytes become frames.
        .addAfter(HTTP_DECODER, FRAME_DECODER, new WebSocket13FrameDecoder(frameLimits))
        // What is going to be too long, or takes too long to come, ends before it is decoded.
        .addAfter(HTTP_DECODER, "guard", new FrameGuard(standing, messageTimer));
    // Last: what came right behind the request flows now, to the guard first, which must see every
    // byte or it takes the midst of a frame for its head.
    pipeline.remove(HTTP_DECODER);
  }

  private static void fail(Channel channel, ClientMetrics.Closed reason) {
    channel.pipeline().fireExceptionCaught(new LimitExceededException(reason));
  }
}
