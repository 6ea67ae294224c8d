package dev.postern.net.nym2025;

import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.net.nym2025.SealedRequest.UpgradeKey;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The link to a client that has been updated since it registered, until it has exchanged its keys
 * for a newer one (the later generations' spec §5), which is the first thing it does. Frames are as
 * they were before.
 *
 * <p>Nothing else is taken as an encrypted request: under these keys all messages meet the same
 * keystream, so that whoever has a message pushed to the client could send it to us as if it were
 * the client's. Of the new key only a holder of the old ones knows the digest.
 */
final class LegacyKeysChannel implements ClientChannel {
  private final SharedKeys keys;
  private final GatewaySide side;
  private final BinaryMessageCodec codec;

  LegacyKeysChannel(SharedKeys keys, GatewaySide side) {
    this.keys = keys;
    this.side = side;
    this.codec = new BinaryMessageCodec(keys, side.primitives());
  }

  @Override
  public ByteBuf seal(ByteBufAllocator allocator, ByteBuffer message) {
    return codec.seal(allocator, message);
  }

  @Override
  public SessionStep receive(ByteBuf frame) {
    return switch (codec.open(frame)) {
      case TOO_SHORT -> PacketRequests.refuse(RequestFault.TOO_SHORT, "the request is too short");
      case WRONG_MAC -> PacketRequests.refuse(RequestFault.WRONG_MAC, "provided MAC is invalid");
      case OPENED -> PacketRequests.read(PacketRequests.FORWARD_SPHINX, frame);
    };
  }

  @Override
  public SessionStep receive(ClientText text) {
    ClientRequest request = RequestReader.read(text);
    return request instanceof EncryptedRequest sealed
        ? upgrade(sealed)
        : SessionTexts.answer(request, text);
  }

  private SessionStep upgrade(EncryptedRequest sealed) {
    Optional<byte[]> plaintext =
        keys.openUnderIv(sealed.ciphertext(), sealed.nonce(), side.primitives());
    if (plaintext.isEmpty()
        || !(SealedRequest.read(new String(plaintext.get(), StandardCharsets.UTF_8))
            instanceof UpgradeKey request)
        || request.salt().length != GcmSivKey.SALT_BYTES) {
      return SessionTexts.UNDECRYPTABLE;
    }
    GcmSivKey key = GcmSivKey.upgraded(request.salt(), keys, side.primitives());
    if (!MessageDigest.isEqual(key.digest(side.primitives()), request.digest())) {
      return SessionTexts.UNDECRYPTABLE;
    }
    Nym2025Channel channel = new Nym2025Channel(key, side);
    return new SessionStep.ReplaceKeys(
        key.secretBytes(), channel, channel.keyUpgraded(), Refusals.UNAVAILABLE);
  }

  @Override
  public String sent() {
    return ServerTexts.SENT;
  }
}
