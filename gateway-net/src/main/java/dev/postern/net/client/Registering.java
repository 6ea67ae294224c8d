package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.nym09.ClientControlRequest;
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
import dev.postern.storage.Registration;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one connection, one after the other: drives the handshake, and stores what
 * was agreed on. Runs on the channel's event loop.
 */
final class Registering {
  private static final String DUPLICATE = "duplicate connection detected";

  private final Entrance entrance;
  private @Nullable RegistrationHandshake handshake; // null unless one is under way

  Registering(Entrance entrance) {
    this.entrance = entrance;
  }

  boolean isUnderWay() {
    return handshake != null;
  }

  /** Takes the next message, which need not be one of a handshake. */
  void receive(ChannelHandlerContext context, ClientControlRequest request) {
    if (handshake == null) {
      if (begins(request) && isOneTooMany(context)) {
        fail(context, Refused.because("too many registrations"));
        return;
      }
      handshake =
          new RegistrationHandshake(
              entrance.services().identity(),
              entrance.services().ephemeralKeys(),
              entrance.primitives());
    }
    Step step = handshake.receive(request);
    if (step instanceof Reply reply) {
      Answers.write(context, ControlMessageCodec.write(reply.payload()));
    } else if (step instanceof Refused refused) {
      entrance.count(refused.isUnreadable() ? Login.MALFORMED : Login.HANDSHAKE_FAILED);
      fail(context, refused);
    } else if (step instanceof Agreed agreed) {
      handshake = null;
      register(context, agreed.client(), agreed.keys());
    }
  }

  private static boolean begins(ClientControlRequest request) {
    return request instanceof HandshakeMessage || request instanceof RegisterHandshakeInitRequest;
  }

  private boolean isOneTooMany(ChannelHandlerContext context) {
    InetAddress source = SourceAddress.of(context.channel());
    if (entrance.limits().mayRegister(source)) {
      return false;
    }
    entrance.count(Login.TOO_MANY_REGISTRATIONS);
    entrance.logs().tooManyRegistrations(source);
    return true;
  }

  private void fail(ChannelHandlerContext context, Refused refused) {
    handshake = null;
    refused.texts().forEach(text -> Answers.write(context, text));
  }

  /**
   * The client takes its place first: of two connections that register one client at a time, one
   * gets it, and the other one's keys are never stored. A loser hears it as a handshake error too,
   * since the stock client drops other texts until it has {@code [1]}, and would wait for ever.
   */
  private void register(ChannelHandlerContext context, DestinationAddress client, SharedKeys keys) {
    ConnectedClient session = entrance.session(context, client, keys);
    entrance.takePlace(
        context,
        session,
        () -> store(context, session, keys),
        () ->
            fail(
                context,
                new Refused(new HandshakeError(DUPLICATE), ServerResponse.DUPLICATE_REGISTRATION)));
  }

  private void store(ChannelHandlerContext context, ConnectedClient session, SharedKeys keys) {
    ClientServices services = entrance.services();
    Instant now = services.clock().instant();
    entrance.ask(
        context,
        services
            .store()
            .clients()
            .register(new Registration(session.client(), keys.secretBytes(), now, now)),
        durable -> {
          if (session.hasEnded()) {
            return; // the store took so long that another login has taken the place
          }
          entrance.count(Login.REGISTERED);
          Answers.write(context, ControlMessageCodec.write(HandshakePayload.done()));
          entrance.begin(context, session, ServerResponse.REGISTERED);
        },
        () -> {
          if (session.hasEnded()) {
            return;
          }
          session.end();
          fail(context, Refused.because("the gateway's storage is unavailable"));
        });
  }
}
