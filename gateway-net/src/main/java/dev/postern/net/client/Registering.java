package dev.postern.net.client;

import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.wire.NewClient;
import dev.postern.storage.Registration;
import io.netty.channel.ChannelHandlerContext;
import java.time.Instant;

/**
 * What becomes of a handshake that came to its end: the client takes its place, its keys are
 * stored, and its session begins. Runs on the channel's event loop.
 */
final class Registering {
  private final Entrance entrance;

  Registering(Entrance entrance) {
    this.entrance = entrance;
  }

  /**
   * The client takes its place first: of two connections that register one client at a time, one
   * gets it, and the other one's keys are never stored.
   */
  void register(ChannelHandlerContext context, NewClient client) {
    ConnectedClient session = entrance.session(context, client.client(), client.channel());
    entrance.takePlace(
        context,
        session,
        () -> store(context, session, client),
        () -> Answers.write(context, client.duplicate()));
  }

  private void store(ChannelHandlerContext context, ConnectedClient session, NewClient client) {
    ClientServices services = entrance.services();
    Instant now = services.clock().instant();
    entrance.ask(
        context,
        services
            .store()
            .clients()
            .register(new Registration(client.client(), client.secret(), now, now)),
        durable -> {
          if (session.hasEnded()) {
            return; // the store took so long that another login has taken the place
          }
          entrance.count(Login.REGISTERED);
          entrance.begin(context, session, client.registered());
        },
        () -> {
          if (session.hasEnded()) {
            return;
          }
          session.end();
          Answers.write(context, client.unavailable());
        });
  }
}
