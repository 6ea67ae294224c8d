package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.CountedBuffers;
import dev.postern.net.wire.MixPacketRequest;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's binary frame, as it comes or rightly sealed: without a right tag it stays as it was;
 * with one it is refused for the reason that is due, or written as the same bytes.
 */
class SealedFrameFuzzTest extends FuzzTarget {
  private static final int SEALED = 1;
  private static final int DIRECT = 2;
  private static final int GATEWAYS = 4;
  private static final Set<Integer> SIZES = Set.of(386, 2413, 8557, 16749, 33133);

  private final GcmSivKey key = GcmSivKey.fromBytes(new byte[32]);
  private final SealedFrames frames = new SealedFrames(key, ModernVector.ENGINE.newPrimitives());
  private final Nym2025Channel channel = new Nym2025Channel(key, ModernVector.side());

  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    int how = fuzz.number();
    int kind = (how & SEALED) != 0 ? fuzz.number() : 0;
    byte[] content = fuzz.rest();
    CountedBuffers buffers = new CountedBuffers();
    ByteBuf frame = frame(buffers, how, kind, content);
    byte[] wire = ByteBufUtil.getBytes(frame);
    SessionStep step = channel.receive(frame);
    if (step instanceof SessionStep.Forward forward) {
      checkWrittenAgain(forward, kind, content, buffers);
    } else {
      assertThat(((SessionStep.Refuse) step).words().areLast()).isTrue();
    }
    RequestFault fault = fault(step);
    if ((how & SEALED) == 0) {
      assertThat(fault).isEqualTo(unsealed(wire));
    } else {
      assertThat(fault)
          .isEqualTo((how & GATEWAYS) != 0 ? RequestFault.WRONG_MAC : refusal(kind, content));
    }
    if (fault == RequestFault.WRONG_MAC
        || fault == RequestFault.TOO_SHORT
        || fault == RequestFault.UNENCRYPTED) {
      assertThat(ByteBufUtil.getBytes(frame)).isEqualTo(wire);
    }
    assertThat(frame.release()).isTrue();
    assertThat(buffers.bytesInUse()).isZero();
  }

  private ByteBuf frame(CountedBuffers buffers, int how, int kind, byte[] content) {
    byte[] wire = content;
    if ((how & SEALED) != 0) {
      byte[] nonce =
          (how & GATEWAYS) != 0
              ? new GatewayNonces(new ScriptedRandom()).next()
              : HexFormat.of().parseHex("07".repeat(12));
      ByteBuf sealed = frames.seal(buffers.allocator(), kind, nonce, ByteBuffer.wrap(content));
      wire = ByteBufUtil.getBytes(sealed);
      sealed.release();
    }
    ByteBuf frame =
        (how & DIRECT) != 0 ? buffers.allocator().directBuffer() : buffers.allocator().heapBuffer();
    return frame.writeMedium(0).writeBytes(wire).skipBytes(3);
  }

  private static void checkWrittenAgain(
      SessionStep.Forward forward, int kind, byte[] content, CountedBuffers buffers) {
    ByteBuf written = buffers.allocator().heapBuffer();
    MixPacketRequest.write(forward.packet(), written, PacketRequests.shape(kind));
    assertThat(ByteBufUtil.getBytes(written)).isEqualTo(content);
    written.release();
    forward.packet().packet().release();
  }

  private static @Nullable RequestFault fault(SessionStep step) {
    return step instanceof SessionStep.Refuse refuse ? refuse.fault() : null;
  }

  /** Under a key of zeros nothing is right by chance. */
  private static RequestFault unsealed(byte[] wire) {
    if (wire.length < 2) {
      return RequestFault.TOO_SHORT;
    }
    boolean isGateways = wire.length >= 14 && new String(wire, 2, 6, US_ASCII).equals("POSTRN");
    if (isGateways) {
      return RequestFault.WRONG_MAC;
    }
    if (wire[1] != 1) {
      return RequestFault.UNENCRYPTED;
    }
    return wire.length < 30 ? RequestFault.TOO_SHORT : RequestFault.WRONG_MAC;
  }

  private static @Nullable RequestFault refusal(int kind, byte[] plaintext) {
    if (kind != 1 && kind != 2) {
      return RequestFault.KIND;
    }
    if (plaintext.length <= kind) {
      return RequestFault.EMPTY;
    }
    if (plaintext[0] != 0) {
      return RequestFault.MODE;
    }
    if (kind == 2 && (plaintext[1] < 0 || plaintext[1] > 2)) {
      return RequestFault.ROTATION;
    }
    int addressBytes = plaintext[kind] == 4 ? 7 : plaintext[kind] == 6 ? 19 : Integer.MAX_VALUE;
    if (plaintext.length - kind < addressBytes) {
      return RequestFault.ADDRESS;
    }
    return SIZES.contains(plaintext.length - kind - addressBytes) ? null : RequestFault.PACKET_SIZE;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    for (String head :
        List.of("000406fd7f000001", "00010406fd7f000001", "0006" + "01".repeat(18))) {
      for (int kind : new int[] {1, 2, 9}) {
        byte[] plaintext = hex.parseHex(head + "00".repeat(386));
        seeds.add(FuzzInput.of(FuzzInput.numbers(SEALED, kind), plaintext));
        seeds.add(FuzzInput.of(FuzzInput.numbers(SEALED | DIRECT, kind), hex.parseHex(head)));
        seeds.add(FuzzInput.of(FuzzInput.numbers(SEALED | GATEWAYS, kind), plaintext));
      }
    }
    Nym2025ChannelVectorsTest.frames("client to gateway")
        .map(vector -> FuzzInput.of(FuzzInput.numbers(DIRECT), vector.hex("frame")))
        .filter(seed -> seed.length <= maxBytes())
        .forEach(seeds::add);
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 2500;
  }
}
