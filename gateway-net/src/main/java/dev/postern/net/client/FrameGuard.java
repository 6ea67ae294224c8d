package dev.postern.net.client;

import dev.postern.net.StallTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * Stands before the frame decoder and follows the heads of frames through the bytes (RFC 6455
 * §5.2), of which it changes none. It knows what the decoder tells only when a frame is complete:
 *
 * <ul>
 *   <li>that a stranger's frame is going to be long: no second read of it goes into memory;
 *   <li>that a message was begun and doesn't come to its end in time, because its bytes come one by
 *       one. Control frames may lie between its fragments, and don't count.
 * </ul>
 *
 * <p>What is no frame at all is the decoder's business. Runs on the channel's event loop.
 */
final class FrameGuard extends ChannelInboundHandlerAdapter {
  static final Duration MESSAGE_TIMEOUT = Duration.ofSeconds(30);

  private static final int SHORTEST_HEAD = 2;
  private static final int MASK_BYTES = 4;
  private static final int FIN = 0x80;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int TWO_MORE_BYTES = 126;
  private static final int EIGHT_MORE_BYTES = 127;

  private final Standing standing;
  private final StallTimer timer;

  private int first; // the head's first byte
  private int headAt; // how many bytes of a head have come; 0 between frames
  private int headBytes = SHORTEST_HEAD; // how long it is; known from its second byte on
  private int lengthEnd; // where the extended length ends in it
  private long length;
  private long payloadLeft;
  private boolean inMessage; // between the fragments of one

  FrameGuard(Standing standing, StallTimer timer) {
    this.standing = standing;
    this.timer = timer;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      if (payloadLeft > 0 && length > MessageAssembler.STRANGERS_BYTES && standing.isStranger()) {
        ReferenceCountUtil.release(message);
        throw new LimitExceededException(ClientMetrics.Closed.TOO_BIG);
      }
      follow(bytes);
    }
    context.fireChannelRead(message);
  }

  private void follow(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (headAt < headBytes) {
        head(bytes.getUnsignedByte(at++));
      } else {
        long step = Math.min(payloadLeft, end - at);
        payloadLeft -= step;
        at += (int) step;
      }
      if (headAt == headBytes && payloadLeft == 0) {
        frameEnds();
      }
    }
    if (inMessage || headAt > 0) {
      timer.underWay();
    }
  }

  private void head(int next) {
    if (headAt == 0) {
      first = next;
    } else if (headAt == 1) {
      length = next & LENGTH;
      int more = length == EIGHT_MORE_BYTES ? 8 : length == TWO_MORE_BYTES ? 2 : 0;
      lengthEnd = SHORTEST_HEAD + more;
      headBytes = lengthEnd + ((next & MASKED) == 0 ? 0 : MASK_BYTES);
      if (more > 0) {
        length = 0;
      }
    } else if (headAt < lengthEnd) {
      length = length << Byte.SIZE | next;
    }
    headAt++;
    if (headAt == headBytes) {
      payloadLeft = Math.max(0, length); // below zero only where the decoder closes
    }
  }

  private void frameEnds() {
    headAt = 0;
    headBytes = SHORTEST_HEAD;
    if ((first & CONTROL) == 0) {
      inMessage = (first & FIN) == 0;
    }
    if (!inMessage) {
      timer.finished();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    timer.stop();
    context.fireChannelInactive();
  }
}
