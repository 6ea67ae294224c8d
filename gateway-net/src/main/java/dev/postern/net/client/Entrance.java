package dev.postern.net.client;

import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.Words;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What registrations and authentications on one connection have in common: both wait for the store,
 * then for the client's place, and then give the connection to its session.
 *
 * <p>A client has one place. If another session has it, that one is asked for a sign of life first
 * (docs/adr/0012), but only by somebody who has proved to be the client.
 *
 * <p>Runs on the channel's event loop. While the store or another session is asked, messages behind
 * the one in hand wait in the queue.
 */
final class Entrance {
  private final LoginHandler.Shared shared;
  private final LoginHandler.Connection connection;
  private @Nullable ConnectedClient newcomer; // null unless it waits for its place or has it
  private int questions; // how many answers the queue waits for
  private boolean pausing; // the queue waits for the time of a late answer
  private boolean over; // the connection is closing: nothing may follow the close frame

  Entrance(LoginHandler.Shared shared, LoginHandler.Connection connection) {
    this.shared = shared;
    this.connection = connection;
  }

  ClientServices services() {
    return shared.services();
  }

  Primitives primitives() {
    return shared.tools().primitives();
  }

  LoginLimits limits() {
    return shared.limits();
  }

  LoginLog logs() {
    return shared.logs();
  }

  void count(Login outcome) {
    shared.metrics().logins.count(outcome);
  }

  void count(LoginFault fault) {
    shared.metrics().loginFaults.count(fault);
  }

  void count(ClientMetrics.Closed reason) {
    shared.metrics().closed.count(reason);
  }

  /** The connection is closing: the client may come again before it is quite gone. */
  void shut() {
    over = true;
    if (newcomer != null) {
      newcomer.end();
    }
  }

  /** Whether a pong is the answer to a question whether the newcomer lives. */
  boolean pong(ByteBuf payload) {
    return newcomer != null && newcomer.pong(payload);
  }

  /** A session that has no place yet. */
  ConnectedClient session(
      ChannelHandlerContext context, DestinationAddress client, ClientChannel link) {
    return new ConnectedClient(
        context.channel(),
        client,
        link,
        shared.services(),
        shared.options(),
        shared.tools().backlogs(),
        shared.metrics());
  }

  /** Waits for the place as long as the session that has it may take over a sign of life. */
  void takePlace(
      ChannelHandlerContext context,
      ConnectedClient session,
      Runnable taken,
      Runnable anotherLives) {
    takePlace(context, session, false, taken, anotherLives);
  }

  /**
   * The same.
   *
   * @param atOnce whether the session that has it is not asked, but ends
   */
  void takePlace(
      ChannelHandlerContext context,
      ConnectedClient session,
      boolean atOnce,
      Runnable taken,
      Runnable anotherLives) {
    newcomer = session;
    await(
        context,
        session.takePlace(atOnce),
        hasPlace -> {
          if (session.hasEnded()) {
            return;
          }
          if (hasPlace) {
            taken.run();
          } else {
            newcomer = null;
            count(Login.DUPLICATE);
            anotherLives.run();
          }
        },
        context::fireExceptionCaught);
  }

  /** Waits for the store. */
  <T> void ask(
      ChannelHandlerContext context,
      CompletableFuture<T> question,
      Consumer<T> answered,
      Runnable failed) {
    await(
        context,
        question,
        answered,
        failure -> {
          count(Login.STORE_FAILED);
          shared.logs().storeFailed(failure);
          failed.run();
        });
  }

  /** Waits for a time, with the queue shut. */
  void pause(ChannelHandlerContext context, Duration pause, Runnable then) {
    pausing = true;
    connection.queue().shut();
    Future<?> late =
        context
            .executor()
            .schedule(
                () -> {
                  pausing = false;
                  if (!over) {
                    then.run();
                  }
                  goOn(context);
                },
                pause.toNanos(),
                TimeUnit.NANOSECONDS);
    context.channel().closeFuture().addListener(closed -> late.cancel(false));
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
    connection.standing().isBeingDecided();
    connection.queue().shut();
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
      connection.standing().wasDecided();
      if (!pausing) {
        connection.queue().open(context);
      }
    }
  }

  /** The client has its answer before anything else, and the session has the connection. */
  void begin(ChannelHandlerContext context, ConnectedClient session, Words answer) {
    Answers.write(context, answer);
    context.flush();
    if (!context.isRemoved()) {
      connection.standing().becomesKnown();
      Throttle throttle =
          new Throttle(
              context.channel(),
              connection.gate(),
              shared.limits().packets(session.client()),
              shared.metrics().throttled);
      context
          .pipeline()
          .replace(
              context.handler(),
              ClientPipeline.CLIENT,
              new SessionHandler(
                  session,
                  shared.services(),
                  throttle,
                  new SessionHandler.Connection(connection.control(), connection.queue()),
                  shared.metrics()));
      session.start();
    }
  }
}
