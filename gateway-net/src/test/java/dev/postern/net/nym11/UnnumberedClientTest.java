package dev.postern.net.nym11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.wire.Claim;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginStep;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that give no number, where those of 0.12 to v1.1.1 are to be served too. */
class UnnumberedClientTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final GatewaySide side =
      new GatewaySide(
          IdentityPrivateKey.generate(RANDOM),
          () -> SphinxPrivateKey.generate(RANDOM),
          primitives,
          RANDOM,
          Clock.systemUTC(),
          () -> true);
  private final SharedKeys keys = SharedKeys.fromBytes(new byte[SharedKeys.BYTES]);
  private final ClientText login =
      ClientText.parse(
          ControlMessageCodec.write(
              AuthenticationProof.request(
                  DestinationAddress.read(new byte[32], 0), keys, primitives, RANDOM)));

  @Test
  void login_isLeftTo09_unlessAllAreToHearOfBandwidth() {
    assertThat(new Nym11(false).newDialogue(side).recognises(login)).isFalse();
    assertThat(new Nym11(true).newDialogue(side).recognises(login)).isTrue();
  }

  @Test
  void answers_haveTheFieldsOfBoth() {
    LoginDialogue dialogue = new Nym11(true).newDialogue(side);
    Claim claim = ((LoginStep.Authenticate) dialogue.receive(login)).claim();
    Claim.Verdict verdict = claim.check(Optional.of(keys.secretBytes()));
    ClientChannel channel = ((Claim.Verdict.Right) verdict).channel();
    assertThat(claim.accepted().texts())
        .containsExactly(
            "{\"type\":\"authenticate\",\"status\":true,"
                + "\"bandwidth_remaining\":68719476736,\"upgrade_mode\":false}");
    assertThat(channel.sent())
        .isEqualTo(
            "{\"type\":\"send\",\"status\":true,"
                + "\"remaining_bandwidth\":68719476736,\"upgrade_mode\":false}");
    // A client of 0.9 reads its own fields there.
    assertThat(ControlMessageCodec.readResponse(claim.accepted().texts().get(0))).isPresent();
    assertThat(ControlMessageCodec.readResponse(channel.sent())).isPresent();
  }
}
