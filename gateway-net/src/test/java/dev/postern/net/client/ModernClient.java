package dev.postern.net.client;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.nym2025.ClientHandshake;
import dev.postern.net.nym2025.ClientLink;
import dev.postern.net.nym2025.GcmSivKey;
import dev.postern.net.nym2025.Sealing;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.Registration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/** A client from v2024.12 on, with the key of its registration. */
record ModernClient(IdentityPrivateKey identity, GcmSivKey key) {
  static final String SUPPORTED_PROTOCOL = "{\"type\":\"supportedProtocol\"}";
  static final String SENT =
      "{\"type\":\"send\",\"remaining_bandwidth\":68719476736,\"upgrade_mode\":false}";

  private static final NodeAddress HOP =
      NodeAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1789));

  static ModernClient random() {
    byte[] key = new byte[32];
    TestGateway.RANDOM.nextBytes(key);
    return new ModernClient(
        IdentityPrivateKey.generate(TestGateway.RANDOM), GcmSivKey.fromBytes(key));
  }

  static ModernClient registered(GatewayStore store) {
    ModernClient client = random();
    client.register(store);
    return client;
  }

  /** By other means than a handshake. */
  void register(GatewayStore store) {
    store
        .clients()
        .register(new Registration(address(), key.secretBytes(), TestGateway.NOW, TestGateway.NOW))
        .join();
  }

  /** The same identity, whose client has another key. */
  ModernClient withKey(GcmSivKey other) {
    return new ModernClient(identity, other);
  }

  DestinationAddress address() {
    return DestinationAddress.read(identity.publicKey().toBytes(), 0);
  }

  ClientLink link() {
    return new ClientLink(key, TestGateway.ENGINE.newPrimitives(), TestGateway.RANDOM);
  }

  String login() {
    return login(6, TestGateway.NOW);
  }

  String login(int number, Instant dated) {
    return link().login(identity, number, dated);
  }

  static String authenticated(int number) {
    return "{\"type\":\"authenticate\",\"protocol_version\":"
        + number
        + ",\"status\":true,\"bandwidth_remaining\":68719476736,\"upgrade_mode\":false}";
  }

  static String error(String message) {
    return "{\"type\":\"error\",\"message\":\"" + message + "\"}";
  }

  /** A connection that is logged in; its inbox comes next. */
  RawWebSocket login(TestGateway gateway) {
    RawWebSocket socket = gateway.connect();
    socket.sendText(login());
    String answer = socket.readUnconfirming().text();
    if (!answer.equals(authenticated(6))) {
      throw new AssertionError(answer);
    }
    return socket;
  }

  /** A frame that asks to forward an ack packet of that content. */
  byte[] packet(int kind, int content) {
    ByteBuf packet = Unpooled.wrappedBuffer(new byte[386]).setByte(0, content);
    ByteBuf frame =
        link()
            .request(
                kind,
                new MixPacket(
                    HOP,
                    PacketSize.ACK,
                    PacketMode.MIX,
                    SphinxKeyRotation.ODD,
                    FrameForm.C,
                    packet),
                UnpooledByteBufAllocator.DEFAULT);
    byte[] bytes = ByteBufUtil.getBytes(frame);
    frame.release();
    return bytes;
  }

  /** A frame of any kind around anything. */
  byte[] sealed(int kind, byte[] plaintext) {
    return Sealing.frame(key, kind, Sealing.nonce(), plaintext);
  }

  /** An encrypted request of anything. */
  String sealedText(String plaintext) {
    return Sealing.text(key, Sealing.nonce(), plaintext);
  }

  /** What is in a frame that the gateway pushed. */
  byte[] open(byte[] frame) {
    ByteBuf buffer = Unpooled.copiedBuffer(frame);
    if (!link().openPushed(buffer)) {
      throw new AssertionError("not a frame for this client");
    }
    return ByteBufUtil.getBytes(buffer);
  }

  /** Registers on a connection that nobody has logged in on. */
  static ModernClient register(
      RawWebSocket socket, IdentityPublicKey gateway, IdentityPrivateKey identity, int number) {
    ClientHandshake handshake = handshake(gateway, identity, number);
    socket.sendText(handshake.init());
    ClientHandshake.Step reply = handshake.receive(socket.readUnconfirming().text());
    socket.sendText(((ClientHandshake.Reply) reply).text());
    ClientHandshake.Step end = handshake.receive(socket.readUnconfirming().text());
    String registered = socket.readUnconfirming().text();
    if (!registered.equals(registered(number))) {
      throw new AssertionError(registered);
    }
    return new ModernClient(identity, ((ClientHandshake.Agreed) end).key());
  }

  static ClientHandshake handshake(
      IdentityPublicKey gateway, IdentityPrivateKey identity, int number) {
    return new ClientHandshake(
        identity,
        SphinxPrivateKey.generate(TestGateway.RANDOM),
        gateway,
        number,
        TestGateway.ENGINE.newPrimitives(),
        TestGateway.RANDOM);
  }

  static String registered(int number) {
    return "{\"type\":\"register\",\"protocol_version\":"
        + Math.min(number, 6)
        + ",\"status\":true,\"upgrade_mode\":false}";
  }
}
