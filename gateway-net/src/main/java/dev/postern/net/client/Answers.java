package dev.postern.net.client;

import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.ServerResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** Texts to a client. Written, not flushed. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class Answers {
  private Answers() {}

  static void write(ChannelHandlerContext context, ServerResponse response) {
    write(context, ControlMessageCodec.write(response));
  }

  static void write(ChannelHandlerContext context, String text) {
    context.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(context.alloc(), text)));
  }
}
