package dev.postern.net;

import dev.postern.storage.FileProblem;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a listening socket's pipeline: counts the connections that couldn't be taken, and says
 * why. Mostly there is no file descriptor left for them. Netty's acceptor, which stands before
 * this, takes none for a second then, since what can't be taken would be offered again at once;
 * those that are open are served on.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptFailures.class);

  private final Counter failures;
  private final LogLimiter lines = LogLimiter.ofPeers();

  AcceptFailures(Counter failures) {
    this.failures = failures;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failures.increment();
    if (cause instanceof IOException problem) {
      lines.log(
          more ->
              log.error(
                  "can't take connections on {}: {}; those that are open are served on. Raise this"
                      + " process's limit of open files, or lower [limits] ({} more)",
                  context.channel().localAddress(),
                  FileProblem.of(problem),
                  more));
    } else {
      lines.log(
          more ->
              log.error(
                  "a connection was not taken for a defect of ours ({} more): {}",
                  more,
                  StackLine.of(cause)));
    }
  }
}
