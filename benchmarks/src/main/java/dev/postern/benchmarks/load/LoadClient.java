package dev.postern.benchmarks.load;

import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of Nym 0.9: registers, comes, goes, and hears what it is sent. Thread-safe. */
final class LoadClient {
  private static final ThreadLocal<Primitives> PRIMITIVES =
      ThreadLocal.withInitial(() -> CryptoEngine.best().newPrimitives());
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long PAUSE_MILLIS = 100; // before it asks again

  private final int number;
  private final Target gateway;
  private final Bootstrap bootstrap;
  private final ClientEvents events;
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(RANDOM);
  private final DestinationAddress address =
      DestinationAddress.read(identity.publicKey().toBytes(), 0);

  private volatile @Nullable SharedKeys keys; // null until it registered
  private volatile @Nullable FirstBlock firstBlock; // the same
  private volatile @Nullable Channel online; // null while it isn't
  private volatile long askedNanos;
  private volatile long answeredNanos;

  /**
   * One that has an identity and nothing else yet.
   *
   * @param number by which events tell of it
   * @param bootstrap has event loops and a kind of channel
   */
  LoadClient(int number, Target gateway, Bootstrap bootstrap, ClientEvents events) {
    this.number = number;
    this.gateway = gateway;
    this.bootstrap = bootstrap;
    this.events = events;
  }

  int number() {
    return number;
  }

  DestinationAddress address() {
    return address;
  }

  boolean isOnline() {
    return online != null;
  }

  /** When it last said who it is, and when it was let in. */
  long askedNanos() {
    return askedNanos;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  SharedKeys keys() {
    SharedKeys agreed = keys;
    if (agreed == null) {
      throw new AssertionError("the client is not registered");
    }
    return agreed;
  }

  /** Makes itself known; online when that is done. */
  CompletableFuture<Void> register() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    connect(done);
    return done;
  }

  /** Comes back; asks again for a time if it is refused, as while the gateway thinks it is here. */
  CompletableFuture<Void> logIn(Duration patience) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    attempt(done, System.nanoTime() + patience.toNanos());
    return done;
  }

  private void attempt(CompletableFuture<Void> done, long deadline) {
    CompletableFuture<Void> once = new CompletableFuture<>();
    connect(once);
    var unused =
        once.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else if (System.nanoTime() - deadline > 0
                  || bootstrap.config().group().isShuttingDown()) {
                done.completeExceptionally(failure);
              } else {
                var unusedRetry =
                    bootstrap
                        .config()
                        .group()
                        .schedule(
                            () -> attempt(done, deadline), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
              }
            });
  }

  private void connect(CompletableFuture<Void> done) {
    ChannelFuture connected =
        bootstrap
            .clone()
            .handler(new ClientStages(gateway, () -> new ClientSession(this, events, done)))
            .connect(gateway.clients());
    var unused =
        connected.addListener(
            result -> {
              if (!result.isSuccess()) {
                done.completeExceptionally(result.cause());
              }
            });
  }

  /** What to say on a new connection. */
  ClientLogin login() {
    askedNanos = System.nanoTime();
    SharedKeys agreed = keys;
    return agreed == null
        ? ClientLogin.registration(
            new ClientHandshake(
                identity, SphinxPrivateKey.generate(RANDOM), gateway.identity(), PRIMITIVES.get()))
        : ClientLogin.authentication(address, agreed, PRIMITIVES.get(), RANDOM);
  }

  /** It was let in on that connection. */
  void entered(Channel channel, SharedKeys agreed) {
    answeredNanos = System.nanoTime();
    if (firstBlock == null) {
      keys = agreed;
      firstBlock = FirstBlock.of(agreed, PRIMITIVES.get());
    }
    online = channel;
  }

  /** That connection has ended. */
  void left(Channel channel) {
    if (channel.equals(online)) {
      online = null;
    }
  }

  void received(ByteBuf frame) {
    FirstBlock block = firstBlock;
    if (block == null) {
      events.message(number, 0, KeyIndex.NONE); // before it is registered
    } else {
      block.read(frame, number, events);
    }
  }

  /** Writes a whole WebSocket frame as it is; nothing if it is offline. Takes it over. */
  void writeFrame(ByteBuf frame) {
    Channel channel = online;
    if (channel == null) {
      frame.release();
    } else {
      var unused = channel.pipeline().firstContext().writeAndFlush(frame);
    }
  }

  /** Goes as one should: says so, and waits until the gateway has closed. */
  CompletableFuture<Void> leave() {
    Channel channel = online;
    if (channel == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> gone = new CompletableFuture<>();
    var unused = channel.closeFuture().addListener(closed -> gone.complete(null));
    var unusedWrite = channel.writeAndFlush(new CloseWebSocketFrame(1000, ""));
    return gone;
  }

  /** Is gone at once, without a word; what it hadn't read is lost to it. */
  void drop() {
    Channel channel = online;
    if (channel != null) {
      online = null;
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var unused = channel.close();
    }
  }
}
