package dev.postern.app.demo;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.BinaryRequest;
import dev.postern.net.nym09.ClientControlRequest;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network half of a Nym 0.9 client: registers, proves itself, sends packets, takes what is
 * pushed. Blocks its caller, for at most 10 s a call; for one thread.
 */
public final class DemoClient {
  private final URI gateway;
  private final IdentityPublicKey gatewayIdentity;
  private final SecureRandom random;
  private final Primitives primitives;
  private final IdentityPrivateKey identity;
  private final DestinationAddress address;
  private @Nullable SharedKeys keys; // null until it registered
  private @Nullable ClientConnection connection; // null while it is offline

  /** A client that has an identity and nothing else yet. */
  public DemoClient(
      URI gateway, IdentityPublicKey gatewayIdentity, CryptoEngine engine, SecureRandom random) {
    this.gateway = gateway;
    this.gatewayIdentity = gatewayIdentity;
    this.random = random;
    this.primitives = engine.newPrimitives();
    this.identity = IdentityPrivateKey.generate(random);
    this.address = DestinationAddress.read(identity.publicKey().toBytes(), 0);
  }

  /** Where messages for this client go. */
  public DestinationAddress address() {
    return address;
  }

  /** Connects and agrees on shared keys with the gateway; afterwards the client is online. */
  public void register() {
    ClientConnection fresh = ClientConnection.open(gateway);
    try {
      keys = agree(fresh);
    } catch (DemoFailure e) {
      fresh.abort();
      throw e;
    }
    connection = fresh;
  }

  private SharedKeys agree(ClientConnection fresh) {
    ClientHandshake handshake =
        new ClientHandshake(
            identity, SphinxPrivateKey.generate(random), gatewayIdentity, primitives);
    HandshakePayload next = handshake.init();
    while (true) {
      fresh.sendText(ControlMessageCodec.write(next));
      ClientHandshake.Step step = handshake.receive(handshakeMessage(fresh.takeText()));
      if (step instanceof ClientHandshake.Reply reply) {
        next = reply.payload();
      } else if (step instanceof ClientHandshake.Agreed agreed) {
        expect(fresh.takeText(), ServerResponse.REGISTERED);
        return agreed.keys();
      } else if (step instanceof ClientHandshake.Failed failed) {
        throw new DemoFailure("registration: " + failed.reason());
      }
    }
  }

  private static HandshakeMessage handshakeMessage(String text) {
    ClientControlRequest message = ControlMessageCodec.readRequest(text);
    if (message instanceof HandshakeMessage handshakeMessage) {
      return handshakeMessage;
    }
    throw new DemoFailure("not a handshake message: " + text);
  }

  /** Connects and proves itself with the shared keys; afterwards the client is online. */
  public void authenticate() {
    String request =
        ControlMessageCodec.write(
            AuthenticationProof.request(address, registeredKeys(), primitives, random));
    ClientConnection fresh = ClientConnection.open(gateway);
    try {
      fresh.sendText(request);
      expect(fresh.takeText(), ServerResponse.AUTHENTICATED);
    } catch (DemoFailure e) {
      fresh.abort();
      throw e;
    }
    connection = fresh;
  }

  private static void expect(String text, ServerResponse expected) {
    if (!text.equals(ControlMessageCodec.write(expected))) {
      throw new DemoFailure("the gateway answered " + text);
    }
  }

  /** Hands a packet to the gateway, to be sent to its first hop; waits for the answer. */
  public void send(Letter letter) {
    send(letter, PacketMode.MIX);
  }

  /** The same in a mode of choice. */
  public void send(Letter letter, PacketMode mode) {
    MixPacket packet =
        new MixPacket(
            letter.firstHop(), letter.size(), mode, Unpooled.wrappedBuffer(letter.packet()));
    ByteBuf frame =
        BinaryRequest.write(
            packet,
            new BinaryMessageCodec(registeredKeys(), primitives),
            UnpooledByteBufAllocator.DEFAULT);
    online().sendBinary(frame.nioBuffer());
    expect(online().takeText(), ServerResponse.SENT);
  }

  /** The next message that the gateway pushes. */
  public byte[] receive() {
    return open(online().takeBinary());
  }

  private byte[] open(byte[] bytes) {
    ByteBuf frame = Unpooled.wrappedBuffer(bytes);
    BinaryMessageCodec codec = new BinaryMessageCodec(registeredKeys(), primitives);
    if (codec.open(frame) != BinaryMessageCodec.Opening.OPENED) {
      throw new DemoFailure("a pushed frame doesn't open");
    }
    return ByteBufUtil.getBytes(frame);
  }

  /**
   * Goes offline without a word, as a client whose machine or network fails.
   *
   * @return the messages that had come and that nobody had taken yet. The gateway may know that
   *     they were read, and not push them again
   */
  public List<byte[]> drop() {
    List<byte[]> untaken = new ArrayList<>();
    for (byte[] frame : online().abort()) {
      untaken.add(open(frame));
    }
    connection = null;
    return untaken;
  }

  /** Goes offline: waits until the gateway has closed its side too. */
  public void disconnect() {
    online().close();
    connection = null;
  }

  private ClientConnection online() {
    if (connection == null) {
      throw new DemoFailure("the client is offline");
    }
    return connection;
  }

  private SharedKeys registeredKeys() {
    if (keys == null) {
      throw new DemoFailure("the client is not registered");
    }
    return keys;
  }
}
