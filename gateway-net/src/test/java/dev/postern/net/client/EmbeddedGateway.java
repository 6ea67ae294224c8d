package dev.postern.net.client;

import com.google.common.net.InetAddresses;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A client listener without sockets: {@link EmbeddedClient}s share its limits and its meters. */
final class EmbeddedGateway {
  private static final IdentityPrivateKey IDENTITY =
      IdentityPrivateKey.generate(TestGateway.RANDOM);

  final IdentityPrivateKey identity = IDENTITY;
  final TestGateway.RecordingForwarder forwarder = new TestGateway.RecordingForwarder();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final AtomicInteger ephemeralKeys = new AtomicInteger(); // how many were made
  final GatewayStore store;
  final OnlineClients online;
  final ClientPipeline pipeline;

  EmbeddedGateway(ClientOptions options) {
    this(
        new MemoryStore(),
        new OnlineClients(),
        options,
        Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
  }

  EmbeddedGateway(GatewayStore store, OnlineClients online, ClientOptions options, Clock clock) {
    this.store = store;
    this.online = online;
    ClientServices services =
        new ClientServices(
            identity, this::ephemeralKey, store, online, forwarder, clock, new SecureRandom());
    this.pipeline =
        new ClientPipeline(
            services, options, TestGateway.ENGINE, new ClientMetrics(meters), opened -> {});
  }

  private SphinxPrivateKey ephemeralKey() {
    ephemeralKeys.incrementAndGet();
    return SphinxPrivateKey.generate(TestGateway.RANDOM);
  }

  /** A WebSocket of this machine. */
  EmbeddedClient connect() {
    return new EmbeddedClient(this, InetAddress.getLoopbackAddress(), true);
  }

  /** A WebSocket from an address. */
  EmbeddedClient connect(String source) {
    return new EmbeddedClient(this, InetAddresses.forString(source), true);
  }

  /** A connection that has not said anything yet. */
  EmbeddedClient connectOnly(String source) {
    return new EmbeddedClient(this, InetAddresses.forString(source), false);
  }

  /** Registered by other means. */
  TestGateway.Client registeredClient() {
    TestGateway.Client client = TestGateway.Client.random();
    TestGateway.register(store, client);
    return client;
  }

  /** A WebSocket that is logged in. */
  EmbeddedClient login(TestGateway.Client client) {
    EmbeddedClient connection = connect();
    connection.sendText(client.authenticateText());
    String answer = connection.receivedTexts().get(0);
    if (!answer.equals("{\"type\":\"authenticate\",\"status\":true}")) {
      throw new AssertionError(answer);
    }
    return connection;
  }

  /** A client's half of a registration here. */
  ClientHandshake handshake(IdentityPrivateKey client) {
    return new ClientHandshake(
        client,
        SphinxPrivateKey.generate(TestGateway.RANDOM),
        identity.publicKey(),
        TestGateway.ENGINE.newPrimitives());
  }

  double logins(ClientMetrics.Login outcome) {
    return counted("postern.clients.logins", outcome);
  }

  double logins(LoginFault fault) {
    return counted("postern.clients.logins", fault);
  }

  double closed(ClientMetrics.Closed reason) {
    return counted("postern.clients.closed", reason);
  }

  private double counted(String meter, Enum<?> reason) {
    return meters
        .get(meter)
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }
}
