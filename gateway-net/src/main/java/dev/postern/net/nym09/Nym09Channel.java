package dev.postern.net.nym09;

import dev.postern.net.nym09.BinaryRequest.ForwardSphinx;
import dev.postern.net.nym09.BinaryRequest.Refused;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** The link to a client of Nym 0.9 that is logged in: packets in binary frames, and no texts. */
final class Nym09Channel implements ClientChannel {
  private static final String SENT = ControlMessageCodec.write(ServerResponse.SENT);
  private static final Words INVALID_REQUEST =
      Words.of(ControlMessageCodec.write(ServerResponse.INVALID_REQUEST));

  private final BinaryMessageCodec codec;

  Nym09Channel(BinaryMessageCodec codec) {
    this.codec = codec;
  }

  @Override
  public ByteBuf seal(ByteBufAllocator allocator, ByteBuffer message) {
    return codec.seal(allocator, message);
  }

  @Override
  public SessionStep receive(ByteBuf frame) {
    BinaryRequest request = BinaryRequest.read(frame, codec);
    if (request instanceof Refused refused) {
      Words answer = Words.of(ControlMessageCodec.write(refused.answer()));
      return new SessionStep.Refuse(refused.reason(), answer);
    }
    return new SessionStep.Forward(((ForwardSphinx) request).packet());
  }

  @Override
  public SessionStep receive(ClientText text) {
    return new SessionStep.Refuse(RequestFault.TEXT, INVALID_REQUEST);
  }

  @Override
  public String sent() {
    return SENT;
  }
}
