package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.LoginLimits.Penalty;
import dev.postern.net.wire.Claim;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.Words;
import dev.postern.storage.Registration;
import dev.postern.storage.SeenTags;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The authentications of one connection, one after the other. A proof counts once, whatever its
 * generation; only right ones are remembered, so that strangers can't fill the memory.
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

  /** Takes a claim; what is behind it waits until it is answered. */
  void check(ChannelHandlerContext context, Claim claim) {
    entrance.ask(
        context,
        entrance.services().store().clients().find(claim.client()),
        registration -> check(context, claim, registration),
        () -> Answers.write(context, claim.unavailable()));
  }

  private void check(
      ChannelHandlerContext context, Claim claim, Optional<Registration> registration) {
    Verdict verdict = claim.check(registration.map(Registration::sharedKeys));
    if (verdict instanceof Verdict.Wrong wrong) {
      refuse(context, claim, wrong.fault());
    } else if (!isFirst(claim)) {
      refuse(context, claim, LoginFault.REPEATED_PROOF);
    } else if (!isLatest(claim)) {
      refuse(context, claim, LoginFault.OLD_TIMESTAMP);
    } else {
      accept(context, claim, ((Verdict.Right) verdict).channel());
    }
  }

  private boolean isFirst(Claim claim) {
    return entrance.services().store().replays().logins().add(claim.tag(), 0)
        == SeenTags.Answer.NEW;
  }

  private boolean isLatest(Claim claim) {
    return claim.unixSeconds().isEmpty()
        || entrance
            .services()
            .store()
            .clients()
            .proven(claim.client(), claim.unixSeconds().getAsLong());
  }

  private void accept(ChannelHandlerContext context, Claim claim, ClientChannel channel) {
    ClientServices services = entrance.services();
    ConnectedClient session = entrance.session(context, claim.client(), channel);
    entrance.takePlace(
        context,
        session,
        claim.replacesAtOnce(),
        () -> {
          entrance.count(Login.AUTHENTICATED);
          services.store().clients().used(claim.client(), services.clock().instant());
          entrance.begin(context, session, claim.accepted());
        },
        () -> Answers.write(context, claim.duplicate()));
  }

  /**
   * Answers late, with the queue shut, if it failed before; and then perhaps no more. A wrong proof
   * asks nobody for a sign of life.
   */
  private void refuse(ChannelHandlerContext context, Claim claim, LoginFault fault) {
    InetAddress source = SourceAddress.of(context.channel());
    entrance.count(fault);
    entrance.logs().refused(fault, source);
    boolean connected = entrance.services().online().find(claim.client()) != null;
    Words answer = claim.refused(fault, connected);
    Penalty penalty = entrance.limits().wrongProof(source, claim.client(), wrongProofs++);
    if (penalty.pause().isZero()) {
      answer(context, answer, penalty);
    } else {
      entrance.pause(context, penalty.pause(), () -> answer(context, answer, penalty));
    }
  }

  private void answer(ChannelHandlerContext context, Words answer, Penalty penalty) {
    Answers.write(context, answer);
    if (penalty.isTheEnd() && !answer.areLast()) {
      context.flush();
      entrance.count(Closed.FAILED_LOGINS);
      Farewell.close(context.channel(), WebSocketCloseStatus.POLICY_VIOLATION);
    }
  }
}
