package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.ClientControlRequest;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.RegistrationHandshake;
import dev.postern.net.nym09.RegistrationHandshake.Agreed;
import dev.postern.net.nym09.RegistrationHandshake.Refused;
import dev.postern.net.nym09.RegistrationHandshake.Reply;
import dev.postern.net.nym09.RegistrationHandshake.Step;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.storage.Registration;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection before login: drives the registration handshake, checks authentications, and gives
 * way to the session when one of them succeeds.
 *
 * <p>The order on the wire after a success is fixed: the answer, then the inbox. A client routes
 * binary frames undecrypted until it has its answer; and the answer doesn't wait for the inbox,
 * because the client gives up after 1.5 s.
 *
 * <p>A client has one place. If another session has it, that one is asked for a sign of life first
 * (docs/adr/0012), but only by somebody who has proved to be the client.
 *
 * <p>Runs on the channel's event loop. While the store or another session is asked, messages behind
 * the one in hand wait in the queue.
 */
final class LoginHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);
  private static final String DUPLICATE = "duplicate connection detected";

  private final ClientServices services;
  private final ClientOptions options;
  private final LoginQueue queue;
  private final Primitives primitives;
  private final ClientMetrics metrics;
  private final Logs logs;
  private @Nullable RegistrationHandshake handshake; // null unless one is under way
  private @Nullable ConnectedClient newcomer; // null unless it waits for its place or has it
  private int questions; // how many answers the queue waits for

  /** What all connections of a listener log together. */
  static final class Logs {
    private final LogLimiter storeFailures = LogLimiter.ofPeers();
  }

  LoginHandler(
      ClientServices services,
      ClientOptions options,
      LoginQueue queue,
      Primitives primitives,
      ClientMetrics metrics,
      Logs logs) {
    this.services = services;
    this.options = options;
    this.queue = queue;
    this.primitives = primitives;
    this.metrics = metrics;
    this.logs = logs;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof TextWebSocketFrame frame) {
        receive(context, ControlMessageCodec.readRequest(frame.text()));
      } else if (message instanceof BinaryWebSocketFrame && handshake == null) {
        Answers.write(context, ServerResponse.BINARY_WITHOUT_AUTHENTICATION);
      } else if (message instanceof PongWebSocketFrame pong && newcomer != null) {
        newcomer.pong(pong.content());
      }
      context.flush();
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receive(ChannelHandlerContext context, ClientControlRequest request) {
    if (request instanceof Authenticate authenticate && handshake == null) {
      authenticate(context, AuthenticationProof.parse(authenticate));
    } else {
      advance(context, request);
    }
  }

  private void advance(ChannelHandlerContext context, ClientControlRequest request) {
    if (handshake == null) {
      handshake =
          new RegistrationHandshake(services.identity(), services.ephemeralKeys(), primitives);
    }
    Step step = handshake.receive(request);
    if (step instanceof Reply reply) {
      Answers.write(context, ControlMessageCodec.write(reply.payload()));
    } else if (step instanceof Refused refused) {
      metrics.logins.count(refused.isUnreadable() ? Login.MALFORMED : Login.HANDSHAKE_FAILED);
      fail(context, refused);
    } else if (step instanceof Agreed agreed) {
      handshake = null;
      register(context, agreed.client(), agreed.keys());
    }
  }

  private void fail(ChannelHandlerContext context, Refused refused) {
    handshake = null;
    refused.texts().forEach(text -> Answers.write(context, text));
  }

  /** The client may come again before the connection is quite gone. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS && newcomer != null) {
      newcomer.end();
    }
    context.fireUserEventTriggered(event);
  }

  /**
   * The client takes its place first: of two connections that register one client at a time, one
   * gets it, and the other one's keys are never stored. A loser hears it as a handshake error too,
   * since the stock client drops other texts until it has {@code [1]}, and would wait for ever.
   */
  private void register(ChannelHandlerContext context, DestinationAddress client, SharedKeys keys) {
    ConnectedClient session = session(context, client, keys);
    takePlace(
        context,
        session,
        () -> store(context, session, keys),
        () ->
            fail(
                context,
                new Refused(new HandshakeError(DUPLICATE), ServerResponse.DUPLICATE_REGISTRATION)));
  }

  private void store(ChannelHandlerContext context, ConnectedClient session, SharedKeys keys) {
    Instant now = services.clock().instant();
    ask(
        context,
        services
            .store()
            .clients()
            .register(new Registration(session.client(), keys.secretBytes(), now, now)),
        durable -> {
          if (session.hasEnded()) {
            return; // the store took so long that another login has taken the place
          }
          metrics.logins.count(Login.REGISTERED);
          Answers.write(context, ControlMessageCodec.write(HandshakePayload.done()));
          begin(context, session, ServerResponse.REGISTERED);
        },
        () -> {
          if (session.hasEnded()) {
            return;
          }
          session.end();
          fail(context, Refused.because("the gateway's storage is unavailable"));
        });
  }

  private void authenticate(ChannelHandlerContext context, Parsed parsed) {
    if (parsed instanceof Parsed.Malformed malformed) {
      metrics.logins.count(Login.MALFORMED);
      Answers.write(context, malformed.answer());
      return;
    }
    AuthenticationProof proof = ((Parsed.WellFormed) parsed).proof();
    ask(
        context,
        services.store().clients().find(proof.client()),
        registration -> check(context, proof, registration),
        () -> Answers.write(context, ServerResponse.STORE_UNAVAILABLE));
  }

  /**
   * A wrong proof asks nobody for a sign of life. But if the client is here it is answered so, as
   * by the reference, which looks for a session first.
   */
  private void check(
      ChannelHandlerContext context,
      AuthenticationProof proof,
      Optional<Registration> registration) {
    SharedKeys keys =
        registration.map(Registration::sharedKeys).map(SharedKeys::fromSecret).orElse(null);
    if (keys == null || !proof.isBy(keys, primitives)) {
      metrics.logins.count(Login.WRONG_PROOF_OR_UNKNOWN);
      boolean isHere = services.online().find(proof.client()) != null;
      Answers.write(
          context,
          isHere ? ServerResponse.DUPLICATE_AUTHENTICATION : ServerResponse.NOT_AUTHENTICATED);
      return;
    }
    ConnectedClient session = session(context, proof.client(), keys);
    takePlace(
        context,
        session,
        () -> {
          metrics.logins.count(Login.AUTHENTICATED);
          services.store().clients().used(proof.client(), services.clock().instant());
          begin(context, session, ServerResponse.AUTHENTICATED);
        },
        () -> Answers.write(context, ServerResponse.DUPLICATE_AUTHENTICATION));
  }

  /** Waits for the place as long as the session that has it may take over a sign of life. */
  private void takePlace(
      ChannelHandlerContext context,
      ConnectedClient session,
      Runnable taken,
      Runnable anotherLives) {
    newcomer = session;
    await(
        context,
        session.takePlace(),
        hasPlace -> {
          if (session.hasEnded()) {
            return;
          }
          if (hasPlace) {
            taken.run();
          } else {
            newcomer = null;
            metrics.logins.count(Login.DUPLICATE);
            anotherLives.run();
          }
        },
        context::fireExceptionCaught);
  }

  private <T> void ask(
      ChannelHandlerContext context,
      CompletableFuture<T> question,
      Consumer<T> answered,
      Runnable failed) {
    await(
        context,
        question,
        answered,
        failure -> {
          metrics.logins.count(Login.STORE_FAILED);
          logs.storeFailures.log(
              more ->
                  log.error(
                      "a login failed with the store ({} more): {}", more, StackLine.of(failure)));
          failed.run();
        });
  }

  /** Waits with the queue shut, then goes on here, and opens it unless that waits for more. */
  private <T> void await(
      ChannelHandlerContext context,
      CompletableFuture<T> question,
      Consumer<T> answered,
      Consumer<Throwable> failed) {
    questions++;
    queue.shut();
    StoreAnswer.handle(
        question,
        context.channel(),
        answer -> {
          questions--;
          answered.accept(answer);
          goOn(context);
        },
        failure -> {
          questions--;
          failed.accept(failure);
          goOn(context);
        });
  }

  private void goOn(ChannelHandlerContext context) {
    context.flush();
    if (questions == 0) {
      queue.open(context);
    }
  }

  private ConnectedClient session(
      ChannelHandlerContext context, DestinationAddress client, SharedKeys keys) {
    return new ConnectedClient(
        context.channel(),
        client,
        new BinaryMessageCodec(keys, primitives),
        services,
        options,
        metrics);
  }

  /** The client has its answer before anything else, and the session has the connection. */
  private void begin(
      ChannelHandlerContext context, ConnectedClient session, ServerResponse answer) {
    Answers.write(context, answer);
    context.flush();
    if (!context.isRemoved()) {
      context
          .pipeline()
          .replace(
              this,
              ClientPipeline.CLIENT,
              new SessionHandler(session, services.forwarder(), metrics));
      session.start();
    }
  }
}
