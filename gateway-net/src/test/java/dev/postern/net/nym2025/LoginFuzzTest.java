package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An honest login of either kind, of which any bytes are others: only what says the same is right.
 */
class LoginFuzzTest extends FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);
  private static final IdentityPrivateKey CLIENT = IdentityPrivateKey.fromBytes(new byte[32]);
  private static final GcmSivKey KEY = GcmSivKey.fromBytes(new byte[32]);
  private static final Optional<SecretBytes> SECRET = Optional.of(KEY.secretBytes());

  private final GatewaySide side =
      ModernVector.side(CLIENT, SphinxPrivateKey.fromBytes(new byte[32]), NOW);
  private final String signed = link().login(CLIENT, 6, NOW);
  private final String undated = link().undatedLogin(address());

  private static ClientLink link() {
    return new ClientLink(
        KEY, ModernVector.ENGINE.newPrimitives(), new ScriptedRandom(new byte[12]));
  }

  private static DestinationAddress address() {
    return DestinationAddress.read(CLIENT.publicKey().toBytes(), 0);
  }

  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    boolean isSigned = fuzz.number() % 2 == 0;
    StringBuilder text = new StringBuilder(isSigned ? signed : undated);
    while (fuzz.isLeft()) {
      int at = (fuzz.number() << 8 | fuzz.number()) % text.length();
      text.setCharAt(at, (char) (fuzz.number() & 0x7f));
    }
    ClientRequest request = RequestReader.read(ClientText.parse(text.toString()));
    if (request instanceof AuthenticateV2 login) {
      checkSigned(login.proof(), text.toString());
    } else if (request instanceof Authenticate login) {
      checkUndated(login);
    }
  }

  private void checkSigned(SignedProof proof, String text) {
    SignedClaim claim = new SignedClaim(proof, side);
    Verdict verdict = claim.check(SECRET);
    boolean isTheSame =
        RequestReader.read(ClientText.parse(signed)) instanceof AuthenticateV2 honest
            && Arrays.equals(honest.proof().tag(side.primitives()), proof.tag(side.primitives()))
            && honest.proof().number() == proof.number();
    if (verdict instanceof Verdict.Wrong wrong) {
      assertThat(claim.refused(wrong.fault(), false).areLast()).isTrue();
      if (wrong.fault() == LoginFault.PROTOCOL_NUMBER) {
        assertThat(proof.number()).isNotIn(4, 5, 6);
      }
    } else {
      assertThat(isTheSame).as(text).isTrue();
    }
  }

  private void checkUndated(Authenticate login) {
    if (UndatedProof.parse(login) instanceof UndatedProof.WellFormed wellFormed) {
      Verdict verdict = wellFormed.proof().check(SECRET, side);
      Authenticate honest = (Authenticate) RequestReader.read(ClientText.parse(undated));
      boolean isTheSame =
          login.address().equals(honest.address())
              && login.encAddress().equals(honest.encAddress())
              && login.iv().equals(honest.iv());
      assertThat(verdict instanceof Verdict.Right).isEqualTo(isTheSame);
      assertThat(wellFormed.proof().tag(side.primitives())).hasSize(32);
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        FuzzInput.numbers(0),
        FuzzInput.numbers(1),
        FuzzInput.numbers(0, 0, 44, '4'),
        FuzzInput.numbers(0, 1, 0, '7'),
        FuzzInput.numbers(0, 0, 200, 'A', 1, 100, '1'),
        FuzzInput.numbers(1, 0, 40, '4'),
        FuzzInput.numbers(1, 0, 60, 'a'),
        FuzzInput.numbers(1, 0, 130, 'b'));
  }

  @Override
  protected int maxBytes() {
    return 20;
  }
}
