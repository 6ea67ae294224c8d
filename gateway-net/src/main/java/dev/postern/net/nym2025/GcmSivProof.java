package dev.postern.net.nym2025;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.StrictJson;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.Primitives;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An {@link UndatedProof} under a GCM-SIV key, as clients make it at number 3. */
record GcmSivProof(DestinationAddress client, SealedAddress address) implements UndatedProof {
  private static final byte[] TAG_KEY =
      "Postern sealed login tag, version 1".getBytes(StandardCharsets.US_ASCII);

  // So that a client that isn't registered costs as much time as one that is.
  private static final GcmSivKey NOBODYS_KEY = GcmSivKey.random();

  /** The client's half: the text of a login. */
  static String request(
      DestinationAddress client, GcmSivKey key, byte[] nonce, Primitives primitives) {
    SealedAddress address = SealedAddress.of(client, key, nonce, primitives);
    return StrictJson.write(
        json -> {
          json.writeStringField("type", "authenticate");
          json.writeNumberField(ClientText.PROTOCOL_VERSION, ProtocolNumbers.GCM_SIV);
          json.writeStringField("address", client.toBase58());
          json.writeStringField("enc_address", Base58.encode(address.ciphertext()));
          json.writeStringField("iv", Base58.encode(nonce));
        });
  }

  @Override
  public Verdict check(Optional<SecretBytes> secret, GatewaySide side) {
    Optional<GcmSivKey> known = secret.flatMap(GcmSivKey::ifGcmSiv);
    GcmSivKey key = known.orElse(NOBODYS_KEY);
    boolean isRight = address.isBy(client, key, side.primitives());
    return isRight && known.isPresent()
        ? new Verdict.Right(new Nym2025Channel(key, side))
        : new Verdict.Wrong(LoginFault.WRONG_PROOF_OR_UNKNOWN);
  }

  @Override
  public byte[] tag(Primitives primitives) {
    byte[] both =
        ByteBuffer.allocate(DestinationAddress.BYTES + GcmSivKey.NONCE_BYTES)
            .put(client.toBytes())
            .put(address.nonce())
            .array();
    byte[] tag = new byte[Primitives.HASH_BYTES];
    primitives.hmacBlake3(TAG_KEY, 0, TAG_KEY.length, both, 0, both.length, tag);
    return tag;
  }
}
