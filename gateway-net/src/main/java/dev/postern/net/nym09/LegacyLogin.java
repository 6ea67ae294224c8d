package dev.postern.net.nym09;

import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.RegistrationHandshake.Agreed;
import dev.postern.net.nym09.RegistrationHandshake.Refused;
import dev.postern.net.nym09.RegistrationHandshake.Reply;
import dev.postern.net.nym09.RegistrationHandshake.Step;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.LoginStep;
import dev.postern.net.wire.NewClient;
import dev.postern.net.wire.Words;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and logins with legacy keys on one connection, one after the other (spec §4).
 * Nothing that goes wrong ends the connection. Not thread-safe.
 */
public final class LegacyLogin {
  private static final String DUPLICATE = "duplicate connection detected";

  private final GatewaySide side;
  private final LegacyLink link;
  private @Nullable RegistrationHandshake handshake; // null unless one is under way

  /** With what the generation says. */
  public LegacyLogin(GatewaySide side, LegacyLink link) {
    this.side = side;
    this.link = link;
  }

  /** Whether a handshake is under way. */
  public boolean isHandshaking() {
    return handshake != null;
  }

  /** Takes a text, which need not be one of a login. */
  public LoginStep receive(ClientText text) {
    ClientControlRequest request = ControlMessageCodec.readRequest(text);
    return handshake == null && request instanceof Authenticate login
        ? authenticate(login)
        : register(request);
  }

  /** Takes a binary frame; in the midst of a handshake it is overheard, as by the reference. */
  public LoginStep receiveBinary() {
    return handshake == null
        ? new LoginStep.Say(Words.of(link.write(ServerResponse.BINARY_WITHOUT_AUTHENTICATION)))
        : new LoginStep.Say(Words.NONE);
  }

  private LoginStep authenticate(Authenticate request) {
    Parsed parsed = AuthenticationProof.parse(request);
    if (parsed instanceof Parsed.Malformed malformed) {
      return new LoginStep.Refuse(LoginFault.MALFORMED, Words.of(link.write(malformed.answer())));
    }
    AuthenticationProof proof = ((Parsed.WellFormed) parsed).proof();
    return new LoginStep.Authenticate(new LegacyClaim(proof, link, side.primitives()));
  }

  private LoginStep register(ClientControlRequest request) {
    if (handshake == null) {
      if (begins(request) && !side.mayRegister().getAsBoolean()) {
        return new LoginStep.Refuse(
            LoginFault.TOO_MANY_REGISTRATIONS, words(Refused.because("too many registrations")));
      }
      handshake =
          new RegistrationHandshake(side.identity(), side.ephemeralKeys(), side.primitives());
    }
    Step step = handshake.receive(request);
    if (step instanceof Reply reply) {
      return new LoginStep.Say(Words.of(link.write(reply.payload())));
    }
    if (step instanceof Refused refused) {
      handshake = null;
      return new LoginStep.Refuse(
          refused.isUnreadable() ? LoginFault.MALFORMED : LoginFault.HANDSHAKE_FAILED,
          words(refused));
    }
    if (step instanceof Agreed agreed) {
      handshake = null;
      return new LoginStep.Register(newClient(agreed));
    }
    return new LoginStep.Say(Words.NONE);
  }

  private static boolean begins(ClientControlRequest request) {
    return request instanceof HandshakeMessage || request instanceof RegisterHandshakeInitRequest;
  }

  /**
   * A client that is connected elsewhere hears it as a handshake error too, since the stock client
   * drops other texts until it has {@code [1]}, and would wait for ever.
   */
  private NewClient newClient(Agreed agreed) {
    return new NewClient(
        agreed.client(),
        agreed.keys().secretBytes(),
        link.channel(agreed.keys(), side.primitives()),
        Words.of(link.write(HandshakePayload.done()), link.write(ServerResponse.REGISTERED)),
        words(new Refused(new HandshakeError(DUPLICATE), ServerResponse.DUPLICATE_REGISTRATION)),
        words(Refused.because("the gateway's storage is unavailable")));
  }

  private Words words(Refused refused) {
    String answer = link.write(refused.answer());
    return refused.toHandshake() == null
        ? Words.of(answer)
        : Words.of(link.write(refused.toHandshake()), answer);
  }
}
