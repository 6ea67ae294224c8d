package dev.postern.app;

import com.google.common.io.Closer;
import dev.postern.app.api.ApiServer;
import dev.postern.app.api.Documents;
import dev.postern.app.api.SphinxKeyState;
import dev.postern.app.directory.Announcement;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API beside a gateway: one thread of its own, so that nobody who asks holds up traffic.
 */
final class ApiWiring {
  private ApiWiring() {}

  /**
   * Not listening yet.
   *
   * @param keys the Sphinx keys of the moment
   * @param plainClients where clients are taken without TLS, if they are
   */
  static ApiServer server(
      GatewayPlan plan,
      Supplier<SphinxKeys> keys,
      Optional<InetSocketAddress> plainClients,
      Closer parts) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("postern-api", true), NioIoHandler.newFactory());
    parts.register(() -> GatewayLoops.shutDown(loop));
    ApiServer server =
        new ApiServer(
            loop,
            new Documents(
                announced(plan.announcement()),
                plan.identityKey(),
                () -> state(keys.get()),
                plan.settings().sphinxKeyRotation(),
                plainClients
                    .map(address -> OptionalInt.of(address.getPort()))
                    .orElse(OptionalInt.empty()),
                plan.clock(),
                System::nanoTime),
            DescriptorBudget.connectionsOfTheApi(),
            plan.settings().admission(),
            plan.meters());
    parts.register(server::close);
    return server;
  }

  private static Announcement announced(@Nullable Announcement announcement) {
    if (announcement == null) {
      throw new AssertionError("the builder saw to it that what is shown is announced");
    }
    return announcement;
  }

  private static SphinxKeyState state(SphinxKeys keys) {
    return new SphinxKeyState(keys.current().publicKey(), keys.rotationId(), keys.since());
  }
}
