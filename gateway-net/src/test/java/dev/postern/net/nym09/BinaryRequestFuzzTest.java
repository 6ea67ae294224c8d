package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.CountedBuffers;
import dev.postern.net.MixPacket;
import dev.postern.net.nym09.BinaryRequest.ForwardSphinx;
import dev.postern.net.nym09.BinaryRequest.Refused;
import dev.postern.net.wire.RequestFault;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's binary frame. The first byte says whether what follows is a plaintext, which gets the
 * MAC that only the client can make, or the frame itself; and in which kind of buffer it comes. A
 * frame without a right MAC stays as it was; one with it is refused for the reason that is due, or
 * written again as the same bytes.
 */
class BinaryRequestFuzzTest extends FuzzTarget {
  private static final int SEALED = 1;
  private static final int DIRECT = 2;

  private final BinaryMessageCodec codec =
      new BinaryMessageCodec(
          SharedKeys.fromBytes(
              HandshakeVector.hex(Vectors.file("channel.json").required("shared_keys"))),
          CryptoEngine.best().newPrimitives());

  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    int how = fuzz.number();
    byte[] content = fuzz.rest();
    CountedBuffers buffers = new CountedBuffers();
    ByteBuf frame = frame(buffers, how, content);
    byte[] wire = ByteBufUtil.getBytes(frame);
    BinaryRequest request = BinaryRequest.read(frame, codec);
    if (request instanceof ForwardSphinx forward) {
      checkWrittenAgain(forward.packet(), wire, buffers);
    }
    if ((how & SEALED) != 0) {
      assertThat(reason(request)).isEqualTo(refusal(content));
    } else if (wire.length < 32) {
      assertThat(reason(request)).isEqualTo(RequestFault.TOO_SHORT);
    }
    if (reason(request) == RequestFault.WRONG_MAC || reason(request) == RequestFault.TOO_SHORT) {
      assertThat(how & SEALED).isZero();
      assertThat(ByteBufUtil.getBytes(frame)).isEqualTo(wire);
    }
    assertThat(frame.release()).isTrue();
    assertThat(buffers.bytesInUse()).isZero();
  }

  private ByteBuf frame(CountedBuffers buffers, int how, byte[] content) {
    byte[] wire = content;
    if ((how & SEALED) != 0) {
      ByteBuf sealed = codec.seal(buffers.allocator(), ByteBuffer.wrap(content));
      wire = ByteBufUtil.getBytes(sealed);
      sealed.release();
    }
    ByteBuf frame =
        (how & DIRECT) != 0 ? buffers.allocator().directBuffer() : buffers.allocator().heapBuffer();
    return frame.writeMedium(0).writeBytes(wire).skipBytes(3);
  }

  private void checkWrittenAgain(MixPacket packet, byte[] wire, CountedBuffers buffers) {
    ByteBuf written = BinaryRequest.write(packet, codec, buffers.allocator());
    assertThat(ByteBufUtil.getBytes(written)).isEqualTo(wire);
    written.release();
    packet.packet().release();
  }

  private static @Nullable RequestFault reason(BinaryRequest request) {
    return request instanceof Refused refused ? refused.reason() : null;
  }

  private static @Nullable RequestFault refusal(byte[] plaintext) {
    if (plaintext.length == 0) {
      return RequestFault.EMPTY;
    }
    if (plaintext[0] != 0 && plaintext[0] != 1) {
      return RequestFault.MODE;
    }
    int type = plaintext.length > 1 ? plaintext[1] : 0;
    int addressBytes = type == 4 ? 7 : type == 6 ? 19 : Integer.MAX_VALUE;
    if (plaintext.length - 1 < addressBytes) {
      return RequestFault.ADDRESS;
    }
    int packetBytes = plaintext.length - 1 - addressBytes;
    return packetBytes == 386 || packetBytes == 2413 || packetBytes == 33133
        ? null
        : RequestFault.PACKET_SIZE;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String array : List.of("forward", "forward_odd_but_accepted", "forward_malformed")) {
      Vectors.cases("channel.json", array)
          .forEach(
              vector -> {
                byte[] wire = HandshakeVector.hex(vector.required("wire"));
                seeds.add(FuzzInput.of(FuzzInput.numbers(DIRECT), wire));
                if (vector.hasNonNull("plaintext")) {
                  byte[] plaintext = HandshakeVector.hex(vector.required("plaintext"));
                  seeds.add(FuzzInput.of(FuzzInput.numbers(SEALED), plaintext));
                }
              });
    }
    seeds.removeIf(seed -> seed.length > maxBytes());
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 2500;
  }
}
