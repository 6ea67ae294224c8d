package dev.postern.net.client;

import dev.postern.net.wire.Words;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** Texts to a client. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class Answers {
  private Answers() {}

  /** Written, not flushed; but words that are the last end the connection. */
  static void write(ChannelHandlerContext context, Words words) {
    for (String text : words.texts()) {
      write(context, text);
    }
    if (words.areLast()) {
      Farewell.hangUp(context.channel());
    }
  }

  /** Written, not flushed. */
  static void write(ChannelHandlerContext context, String text) {
    context.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(context.alloc(), text)));
  }
}
