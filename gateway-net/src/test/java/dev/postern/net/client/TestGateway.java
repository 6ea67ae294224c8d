package dev.postern.net.client;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client listener on loopback with a store in memory, and clients to talk to it. */
final class TestGateway implements AutoCloseable {
  static final Instant NOW = Instant.parse("2020-11-23T12:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();
  static final CryptoEngine ENGINE = CryptoEngine.best();

  final IdentityPrivateKey identity;
  final GatewayStore store;
  final OnlineClients online = new OnlineClients();
  final RecordingForwarder forwarder = new RecordingForwarder();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ClientServices services;
  final ClientServer server;
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final InetSocketAddress address;

  TestGateway() {
    this(
        IdentityPrivateKey.generate(RANDOM),
        () -> SphinxPrivateKey.generate(RANDOM),
        new MemoryStore(),
        ClientOptions.defaults());
  }

  TestGateway(
      IdentityPrivateKey identity,
      Supplier<SphinxPrivateKey> ephemeralKeys,
      GatewayStore store,
      ClientOptions options) {
    this.identity = identity;
    this.store = store;
    this.services =
        new ClientServices(
            identity,
            ephemeralKeys,
            store,
            online,
            forwarder,
            Clock.fixed(NOW, ZoneOffset.UTC),
            RANDOM);
    this.server = new ClientServer(eventLoops, services, ENGINE, options, meters);
    try {
      this.address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the packets' bytes as hex, and lets go of the packets. */
  static final class RecordingForwarder implements PacketForwarder {
    final List<String> packets = new CopyOnWriteArrayList<>();

    @Override
    public void forward(MixPacket packet) {
      packets.add(ByteBufUtil.hexDump(packet.packet()));
      packet.packet().release();
    }
  }

  /** A registered client. */
  record Client(DestinationAddress address, SharedKeys keys) {
    static Client random() {
      byte[] address = new byte[DestinationAddress.BYTES];
      byte[] keys = new byte[SharedKeys.BYTES];
      RANDOM.nextBytes(address);
      RANDOM.nextBytes(keys);
      return new Client(DestinationAddress.read(address, 0), SharedKeys.fromBytes(keys));
    }

    BinaryMessageCodec codec() {
      return new BinaryMessageCodec(keys, ENGINE.newPrimitives());
    }

    String authenticateText() {
      return ControlMessageCodec.write(
          AuthenticationProof.request(address, keys, ENGINE.newPrimitives(), RANDOM));
    }

    /** A frame that asks to forward an ack packet. */
    byte[] sealedPacket() {
      return sealedPacket((byte) 0);
    }

    /** A frame that asks to forward an ack packet that begins with a mark. */
    byte[] sealedPacket(byte mark) {
      byte[] plaintext = new byte[8 + 386];
      ByteBuffer.wrap(plaintext)
          .put((byte) 0)
          .put((byte) 4)
          .putInt(0x7f000001)
          .putShort((short) 9)
          .put(mark);
      ByteBuf frame = codec().seal(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.wrap(plaintext));
      try {
        return ByteBufUtil.getBytes(frame);
      } finally {
        frame.release();
      }
    }

    /** What is in a frame that the gateway pushed. */
    byte[] open(byte[] frame) {
      ByteBuf buffer = Unpooled.copiedBuffer(frame);
      if (codec().open(buffer) != BinaryMessageCodec.Opening.OPENED) {
        throw new AssertionError("not a frame for this client");
      }
      return ByteBufUtil.getBytes(buffer);
    }
  }

  static void register(GatewayStore store, Client client) {
    store
        .clients()
        .register(new Registration(client.address(), client.keys().secretBytes(), NOW, NOW))
        .join();
  }

  Client registeredClient() {
    Client client = Client.random();
    register(store, client);
    return client;
  }

  /** Stores a message that says a number, and is as long as the regular ones; wakes nobody. */
  static void append(GatewayStore store, Client client, int number) {
    byte[] message = new byte[1643];
    ByteBuffer.wrap(message).putInt(number);
    store.inboxes().append(client.address(), message, 0, message.length);
  }

  static int number(byte[] message) {
    return ByteBuffer.wrap(message).getInt();
  }

  Optional<String> storedKeys(DestinationAddress client) {
    return store
        .clients()
        .find(client)
        .join()
        .map(Registration::sharedKeys)
        .map(keys -> HexFormat.of().formatHex(keys.toByteArray(InsecureSecretKeyAccess.get())));
  }

  EventLoopGroup eventLoops() {
    return eventLoops;
  }

  RawWebSocket connect() {
    return RawWebSocket.upgraded(address);
  }

  /** A connection that is logged in; its inbox comes next. */
  RawWebSocket login(Client client) {
    RawWebSocket socket = connect();
    socket.sendText(client.authenticateText());
    String answer = socket.readUnconfirming().text();
    if (!answer.equals("{\"type\":\"authenticate\",\"status\":true}")) {
      throw new AssertionError(answer);
    }
    return socket;
  }

  @Override
  public void close() {
    server.close();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    store.close();
  }
}
