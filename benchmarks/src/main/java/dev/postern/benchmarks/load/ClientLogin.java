package dev.postern.benchmarks.load;

import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to be let in, and what it makes of the answers: texts in, steps out, no
 * channel. Not thread-safe.
 */
final class ClientLogin {
  private final String opening;
  private final @Nullable ClientHandshake handshake; // null for a client that is registered
  private @Nullable SharedKeys keys; // null until they are agreed on

  private ClientLogin(
      String opening, @Nullable ClientHandshake handshake, @Nullable SharedKeys keys) {
    this.opening = opening;
    this.handshake = handshake;
    this.keys = keys;
  }

  /** What comes of a text. */
  sealed interface Step {
    /** To be sent; it goes on. */
    record Say(String text) implements Step {}

    /** Nothing to say; another text follows. */
    record Wait() implements Step {}

    /** The client is online. */
    record In(SharedKeys keys) implements Step {}

    /** It isn't. */
    record Refused(String why) implements Step {}
  }

  /** Of a client that the gateway doesn't know. */
  static ClientLogin registration(ClientHandshake handshake) {
    return new ClientLogin(ControlMessageCodec.write(handshake.init()), handshake, null);
  }

  /** Of one that has registered. */
  static ClientLogin authentication(
      DestinationAddress client, SharedKeys keys, Primitives primitives, SecureRandom random) {
    return new ClientLogin(
        ControlMessageCodec.write(AuthenticationProof.request(client, keys, primitives, random)),
        null,
        keys);
  }

  /** The first text. */
  String opening() {
    return opening;
  }

  /** Takes the gateway's next text. */
  Step receive(String text) {
    Optional<ServerResponse> response = ControlMessageCodec.readResponse(text);
    if (response.isPresent()) {
      ServerResponse expected =
          handshake == null ? ServerResponse.AUTHENTICATED : ServerResponse.REGISTERED;
      return response.get().equals(expected) && keys != null
          ? new Step.In(keys)
          : new Step.Refused(text);
    }
    if (handshake != null
        && ControlMessageCodec.readRequest(text) instanceof HandshakeMessage message) {
      return next(handshake.receive(message));
    }
    return new Step.Refused("not understood: " + text);
  }

  private Step next(ClientHandshake.Step step) {
    if (step instanceof ClientHandshake.Reply reply) {
      return new Step.Say(ControlMessageCodec.write(reply.payload()));
    }
    if (step instanceof ClientHandshake.Agreed agreed) {
      keys = agreed.keys();
      return new Step.Wait();
    }
    return new Step.Refused(((ClientHandshake.Failed) step).reason());
  }
}
