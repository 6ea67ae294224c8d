package dev.postern.net.nym2025;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.ClientControlRequest;
import dev.postern.net.nym09.ServerResponse.ErrorMessage;
import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Optional;

/**
 * What a client logs in with before number 4: its address, encrypted under the key it has, which is
 * for GCM-SIV or older (the later generations' spec §5). Whoever saw it can send it again, so it
 * counts once.
 */
sealed interface UndatedProof permits GcmSivProof, LegacyProof {
  /** Who is said to be here. */
  DestinationAddress client();

  /** As {@link dev.postern.net.wire.Claim#check}. */
  Verdict check(Optional<SecretBytes> secret, GatewaySide side);

  /** What it is remembered by: 32 bytes, which nobody can choose. */
  byte[] tag(Primitives primitives);

  /** A request, looked into. */
  sealed interface Parsed permits WellFormed, Malformed {}

  /** All fields are of the right form. */
  record WellFormed(UndatedProof proof) implements Parsed {}

  /** One is not. */
  record Malformed(String reason) implements Parsed {}

  /**
   * Decodes the fields. The length of the nonce tells under which kind of key the address is; one
   * for GCM-SIV is no use under a number that doesn't have it.
   */
  static Parsed parse(Authenticate request) {
    Optional<byte[]> nonce = decode(request.iv(), GcmSivKey.NONCE_BYTES);
    return nonce.isPresent() && request.number().orElse(0) >= ProtocolNumbers.GCM_SIV
        ? parse(request, nonce.get())
        : parseLegacy(request);
  }

  private static Parsed parse(Authenticate request, byte[] nonce) {
    Optional<byte[]> client = decode(request.address(), DestinationAddress.BYTES);
    Optional<byte[]> sealed = decode(request.encAddress(), SealedAddress.BYTES);
    if (client.isEmpty() || sealed.isEmpty()) {
      return new Malformed(
          client.isEmpty() ? "malformed destination address" : "malformed encrypted address");
    }
    return new WellFormed(
        new GcmSivProof(
            DestinationAddress.read(client.get(), 0), new SealedAddress(sealed.get(), nonce)));
  }

  private static Parsed parseLegacy(Authenticate request) {
    AuthenticationProof.Parsed parsed =
        AuthenticationProof.parse(
            new ClientControlRequest.Authenticate(
                request.address(), request.encAddress(), request.iv()));
    if (parsed instanceof AuthenticationProof.Parsed.Malformed malformed) {
      return new Malformed(((ErrorMessage) malformed.answer()).message());
    }
    return new WellFormed(
        new LegacyProof(((AuthenticationProof.Parsed.WellFormed) parsed).proof()));
  }

  private static Optional<byte[]> decode(String base58, int expectedBytes) {
    try {
      return Optional.of(Base58.decode(base58, expectedBytes));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
