package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.LoginLimits.Penalty;
import dev.postern.net.client.ProofCheck.Verdict;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The authentications of one connection, one after the other: {@link ProofCheck} says what a proof
 * is worth.
 *
 * <p>A wrong proof is answered later and later on one connection (see {@link LoginLimits}), a right
 * one at once. Runs on the channel's event loop.
 */
final class Authenticating {
  private final Entrance entrance;
  private int wrongProofs; // on this connection

  Authenticating(Entrance entrance) {
    this.entrance = entrance;
  }

  /** Takes a request; what is behind it waits until it is answered. */
  void receive(ChannelHandlerContext context, Authenticate request) {
    Parsed parsed = AuthenticationProof.parse(request);
    if (parsed instanceof Parsed.Malformed malformed) {
      entrance.count(Login.MALFORMED);
      Answers.write(context, malformed.answer());
      return;
    }
    AuthenticationProof proof = ((Parsed.WellFormed) parsed).proof();
    entrance.ask(
        context,
        entrance.services().store().clients().find(proof.client()),
        registration -> check(context, proof, registration),
        () -> Answers.write(context, ServerResponse.STORE_UNAVAILABLE));
  }

  private void check(
      ChannelHandlerContext context,
      AuthenticationProof proof,
      Optional<Registration> registration) {
    ClientServices services = entrance.services();
    Verdict verdict =
        ProofCheck.check(
            proof, registration, services.store().replays().logins(), entrance.primitives());
    if (verdict instanceof Verdict.Refused refused) {
      refuse(context, proof.client(), refused.reason());
      return;
    }
    SharedKeys keys = ((Verdict.Accepted) verdict).keys();
    ConnectedClient session = entrance.session(context, proof.client(), keys);
    entrance.takePlace(
        context,
        session,
        () -> {
          entrance.count(Login.AUTHENTICATED);
          services.store().clients().used(proof.client(), services.clock().instant());
          entrance.begin(context, session, ServerResponse.AUTHENTICATED);
        },
        () -> Answers.write(context, ServerResponse.DUPLICATE_AUTHENTICATION));
  }

  /**
   * Answers late, with the queue shut, if it failed before; and then perhaps no more.
   *
   * <p>A wrong proof asks nobody for a sign of life. But if the client is here it is answered so,
   * as by the reference, which looks for a session first.
   */
  private void refuse(ChannelHandlerContext context, DestinationAddress client, Login reason) {
    InetAddress source = SourceAddress.of(context.channel());
    entrance.count(reason);
    entrance.logs().refused(reason, source);
    boolean seemsElsewhere =
        reason == Login.WRONG_PROOF_OR_UNKNOWN && entrance.services().online().find(client) != null;
    ServerResponse answer =
        seemsElsewhere ? ServerResponse.DUPLICATE_AUTHENTICATION : ServerResponse.NOT_AUTHENTICATED;
    Penalty penalty = entrance.limits().wrongProof(source, client, wrongProofs++);
    if (penalty.pause().isZero()) {
      answer(context, answer, penalty);
    } else {
      entrance.pause(context, penalty.pause(), () -> answer(context, answer, penalty));
    }
  }

  private void answer(ChannelHandlerContext context, ServerResponse answer, Penalty penalty) {
    Answers.write(context, answer);
    if (penalty.isTheEnd()) {
      context.flush();
      entrance.count(Closed.FAILED_LOGINS);
      Farewell.close(context.channel(), WebSocketCloseStatus.POLICY_VIOLATION);
    }
  }
}
