package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.LoginLimits.Penalty;
import dev.postern.net.client.ProofCheck.Verdict;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.ClientControlRequest;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
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
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
 * <p>A wrong proof is answered later and later on one connection (see {@link LoginLimits}), a right
 * one at once. Right is not enough: a proof counts once, and not at all if its IV is one for which
 * anybody could have made it.
 *
 * <p>Runs on the channel's event loop. While the store or another session is asked, messages behind
 * the one in hand wait in the queue.
 */
final class LoginHandler extends ChannelInboundHandlerAdapter {
  private static final String DUPLICATE = "duplicate connection detected";

  private final ClientServices services;
  private final ClientOptions options;
  private final Standing standing;
  private final ControlFrames control;
  private final LoginQueue queue;
  private final ReadGate gate;
  private final Primitives primitives;
  private final ClientMetrics metrics;
  private final LoginLimits limits;
  private final LoginLog logs;
  private @Nullable RegistrationHandshake handshake; // null unless one is under way
  private @Nullable ConnectedClient newcomer; // null unless it waits for its place or has it
  private int questions; // how many answers the queue waits for
  private boolean pausing; // the queue waits for the time of a late answer
  private int wrongProofs; // on this connection
  private boolean over; // the connection is closing: nothing may follow the close frame

  /** What the stages of one connection share. */
  record Connection(Standing standing, ControlFrames control, LoginQueue queue, ReadGate gate) {}

  LoginHandler(
      ClientServices services,
      ClientOptions options,
      Connection connection,
      Primitives primitives,
      ClientMetrics metrics,
      LoginLimits limits,
      LoginLog logs) {
    this.services = services;
    this.options = options;
    this.standing = connection.standing();
    this.control = connection.control();
    this.queue = connection.queue();
    this.gate = connection.gate();
    this.primitives = primitives;
    this.metrics = metrics;
    this.limits = limits;
    this.logs = logs;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof TextWebSocketFrame frame) {
        receive(context, ControlMessageCodec.readRequest(frame.text()));
      } else if (message instanceof BinaryWebSocketFrame && handshake == null) {
        Answers.write(context, ServerResponse.BINARY_WITHOUT_AUTHENTICATION);
      } else if (message instanceof PongWebSocketFrame pong
          && (newcomer == null || !newcomer.pong(pong.content()))) {
        control.countUnasked();
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
      if (request instanceof HandshakeMessage || request instanceof RegisterHandshakeInitRequest) {
        InetAddress source = SourceAddress.of(context.channel());
        if (!limits.mayRegister(source)) {
          metrics.logins.count(Login.TOO_MANY_REGISTRATIONS);
          logs.tooManyRegistrations(source);
          fail(context, Refused.because("too many registrations"));
          return;
        }
      }
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
    if (event == Farewell.Event.BEGINS) {
      over = true;
      if (newcomer != null) {
        newcomer.end();
      }
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
   * by the reference, which looks for a session first. Nobody's proof is as much work as
   * somebody's.
   */
  private void check(
      ChannelHandlerContext context,
      AuthenticationProof proof,
      Optional<Registration> registration) {
    Verdict verdict =
        ProofCheck.check(proof, registration, services.store().replays().logins(), primitives);
    if (verdict instanceof Verdict.Refused refused) {
      refuse(context, proof.client(), refused.reason());
      return;
    }
    SharedKeys keys = ((Verdict.Accepted) verdict).keys();
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

  /** Answers late, with the queue shut, if it failed before; and then perhaps no more. */
  private void refuse(ChannelHandlerContext context, DestinationAddress client, Login reason) {
    InetAddress source = SourceAddress.of(context.channel());
    metrics.logins.count(reason);
    logs.refused(reason, source);
    boolean seemsElsewhere =
        reason == Login.WRONG_PROOF_OR_UNKNOWN && services.online().find(client) != null;
    ServerResponse answer =
        seemsElsewhere ? ServerResponse.DUPLICATE_AUTHENTICATION : ServerResponse.NOT_AUTHENTICATED;
    Penalty penalty = limits.wrongProof(source, client, wrongProofs++);
    if (penalty.pause().isZero()) {
      answer(context, answer, penalty);
      return;
    }
    pausing = true;
    queue.shut();
    Future<?> late =
        context
            .executor()
            .schedule(
                () -> {
                  pausing = false;
                  if (!over) {
                    answer(context, answer, penalty);
                  }
                  goOn(context);
                },
                penalty.pause().toNanos(),
                TimeUnit.NANOSECONDS);
    context.channel().closeFuture().addListener(closed -> late.cancel(false));
  }

  private void answer(ChannelHandlerContext context, ServerResponse answer, Penalty penalty) {
    Answers.write(context, answer);
    if (penalty.isTheEnd()) {
      context.flush();
      metrics.closed.count(Closed.FAILED_LOGINS);
      Farewell.close(context.channel(), WebSocketCloseStatus.POLICY_VIOLATION);
    }
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
          logs.storeFailed(failure);
          failed.run();
        });
  }

  /**
   * Waits with the queue shut, then goes on here, unless the client has said goodbye meanwhile, and
   * opens it unless that waits for more.
   */
  private <T> void await(
      ChannelHandlerContext context,
      CompletableFuture<T> question,
      Consumer<T> answered,
      Consumer<Throwable> failed) {
    questions++;
    standing.isBeingDecided();
    queue.shut();
    StoreAnswer.handle(
        question,
        context.channel(),
        answer -> {
          questions--;
          if (!over) {
            answered.accept(answer);
          }
          goOn(context);
        },
        failure -> {
          questions--;
          if (!over) {
            failed.accept(failure);
          }
          goOn(context);
        });
  }

  private void goOn(ChannelHandlerContext context) {
    context.flush();
    if (questions == 0) {
      standing.wasDecided();
      if (!pausing) {
        queue.open(context);
      }
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
      standing.becomesKnown();
      context
          .pipeline()
          .replace(
              this,
              ClientPipeline.CLIENT,
              new SessionHandler(
                  session,
                  services.forwarder(),
                  new Throttle(
                      context.channel(), gate, limits.packets(session.client()), metrics.throttled),
                  control,
                  metrics));
      session.start();
    }
  }
}
