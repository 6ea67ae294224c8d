package dev.postern.net.nym2025;

import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.net.nym2025.SealedFrames.Opened;
import dev.postern.net.nym2025.SealedFrames.Unopened;
import dev.postern.net.nym2025.SealedRequest.ForgetMe;
import dev.postern.net.nym2025.SealedRequest.RememberMe;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** The link to a client with a GCM-SIV key that is logged in. */
final class Nym2025Channel implements ClientChannel {
  private static final int PUSHED_MIX_MESSAGE = 1;

  private final SealedFrames frames;
  private final SealedTexts texts;
  private final GatewayNonces nonces;

  Nym2025Channel(GcmSivKey key, GatewaySide side) {
    this.frames = new SealedFrames(key, side.primitives());
    this.texts = new SealedTexts(key, side.primitives());
    this.nonces = new GatewayNonces(side.random());
  }

  @Override
  public ByteBuf seal(ByteBufAllocator allocator, ByteBuffer message) {
    return frames.seal(allocator, PUSHED_MIX_MESSAGE, nonces.next(), message);
  }

  @Override
  public SessionStep receive(ByteBuf frame) {
    SealedFrames.Opening opening = frames.openClients(frame);
    if (opening instanceof Unopened unopened) {
      return PacketRequests.refuse(unopened.fault(), unopened.reason());
    }
    return PacketRequests.read(((Opened) opening).kind(), frame);
  }

  @Override
  public SessionStep receive(ClientText text) {
    ClientRequest request = RequestReader.read(text);
    return request instanceof EncryptedRequest sealed
        ? answer(texts.openClients(sealed))
        : SessionTexts.answer(request, text);
  }

  private SessionStep answer(SealedRequest request) {
    if (request instanceof ForgetMe forget) {
      Words forgotten = acknowledge(SealedTexts.FORGET_ME_ACK);
      return forget.client()
          ? new SessionStep.Forget(forgotten, Refusals.UNAVAILABLE)
          : new SessionStep.Say(forgotten);
    }
    return request instanceof RememberMe
        ? new SessionStep.Say(acknowledge(SealedTexts.REMEMBER_ME_ACK))
        : SessionTexts.UNDECRYPTABLE;
  }

  /** The answer to the request by which a client came to this key. */
  Words keyUpgraded() {
    return acknowledge(SealedTexts.KEY_UPGRADE_ACK);
  }

  private Words acknowledge(String answer) {
    return Words.of(texts.response(answer, nonces.next()));
  }

  @Override
  public String sent() {
    return ServerTexts.SENT;
  }
}
