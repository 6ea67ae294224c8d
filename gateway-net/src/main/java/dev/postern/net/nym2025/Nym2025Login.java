package dev.postern.net.nym2025;

import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym2025.RegistrationHandshake.Agreed;
import dev.postern.net.nym2025.RegistrationHandshake.Refused;
import dev.postern.net.nym2025.RegistrationHandshake.Reply;
import dev.postern.net.nym2025.RegistrationHandshake.Step;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.LoginStep;
import dev.postern.net.wire.NewClient;
import dev.postern.net.wire.Words;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and logins on one connection. Whoever asks what we speak is of this generation,
 * whatever it says next; otherwise the number tells. What fails ends the connection, but for a
 * proof that is neither signed nor dated.
 */
final class Nym2025Login implements LoginDialogue {
  private static final Words SUPPORTED_PROTOCOL = Words.of(ServerTexts.SUPPORTED_PROTOCOL);

  private final GatewaySide side;
  private boolean hasAskedWhatWeSpeak;
  private @Nullable RegistrationHandshake handshake; // null unless one is under way

  Nym2025Login(GatewaySide side) {
    this.side = side;
  }

  @Override
  public boolean recognises(ClientText text) {
    return hasAskedWhatWeSpeak
        || text.isOf("supportedProtocol")
        || text.isOf("authenticateV2")
        || (text.protocolVersion().orElse(0) >= ProtocolNumbers.GCM_SIV
            && (text.isOf("authenticate")
                || text.isOf("handshakePayload")
                || text.isOf("registerHandshakeInitRequest")));
  }

  @Override
  public boolean isHandshaking() {
    return handshake != null;
  }

  @Override
  public LoginStep receive(ClientText text) {
    ClientRequest request = RequestReader.read(text);
    if (handshake != null) {
      return step(handshake.receive(request));
    }
    if (request instanceof SupportedProtocol) {
      hasAskedWhatWeSpeak = true;
      return new LoginStep.Say(SUPPORTED_PROTOCOL);
    }
    if (request instanceof HandshakePayload || request instanceof RegisterHandshakeInitRequest) {
      return register(request);
    }
    if (request instanceof AuthenticateV2 login) {
      return new LoginStep.Authenticate(new SignedClaim(login.proof(), side));
    }
    return request instanceof Authenticate login
        ? authenticate(login)
        : new LoginStep.Refuse(LoginFault.MALFORMED, Refusals.NO_LOGIN);
  }

  /** In the midst of a handshake it is overheard, as by the reference. */
  @Override
  public LoginStep receiveBinary() {
    return handshake == null
        ? new LoginStep.Refuse(LoginFault.MALFORMED, Refusals.BINARY)
        : new LoginStep.Say(Words.NONE);
  }

  private LoginStep authenticate(Authenticate login) {
    UndatedProof.Parsed parsed = UndatedProof.parse(login);
    if (parsed instanceof UndatedProof.Malformed malformed) {
      return new LoginStep.Refuse(LoginFault.MALFORMED, Refusals.error(malformed.reason()));
    }
    UndatedProof proof = ((UndatedProof.WellFormed) parsed).proof();
    return new LoginStep.Authenticate(new UndatedClaim(proof, login.number(), side));
  }

  private LoginStep register(ClientRequest init) {
    if (!side.mayRegister().getAsBoolean()) {
      return new LoginStep.Refuse(
          LoginFault.TOO_MANY_REGISTRATIONS,
          Refusals.of(new Refused("too many registrations", true)));
    }
    handshake = new RegistrationHandshake(side);
    return step(handshake.receive(init));
  }

  private LoginStep step(Step step) {
    if (step instanceof Reply reply) {
      return new LoginStep.Say(Words.of(ServerTexts.handshake(reply.payload())));
    }
    if (step instanceof Refused refused) {
      handshake = null;
      return new LoginStep.Refuse(LoginFault.HANDSHAKE_FAILED, Refusals.of(refused));
    }
    if (step instanceof Agreed agreed) {
      handshake = null;
      return new LoginStep.Register(newClient(agreed));
    }
    return new LoginStep.Say(Words.NONE);
  }

  private NewClient newClient(Agreed agreed) {
    return new NewClient(
        agreed.client(),
        agreed.key().secretBytes(),
        new Nym2025Channel(agreed.key(), side),
        Words.of(
            ServerTexts.handshake(HandshakePayload.done(agreed.number())),
            ServerTexts.registered(agreed.number())),
        Refusals.DUPLICATE_IN_HANDSHAKE,
        Refusals.UNAVAILABLE_IN_HANDSHAKE);
  }
}
