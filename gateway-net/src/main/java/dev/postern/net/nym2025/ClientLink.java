package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.net.MixPacket;
import dev.postern.net.nym2025.SealedFrames.Opened;
import dev.postern.net.wire.MixPacketRequest;
import dev.postern.net.wire.MixPacketRequest.Shape;
import dev.postern.net.wire.StrictJson;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** The client's half of the link once it has a key, for tests and demos. Not thread-safe. */
public final class ClientLink {
  /** The kind of frame that says for which of the next hop's keys a packet is; from number 5 on. */
  public static final int KIND_WITH_ROTATION = PacketRequests.FORWARD_SPHINX_V2;

  /** The kind that doesn't. */
  public static final int KIND = PacketRequests.FORWARD_SPHINX;

  private final GcmSivKey key;
  private final Primitives primitives;
  private final SecureRandom random;
  private final SealedFrames frames;
  private final SealedTexts texts;

  /** With the key of a registration. */
  public ClientLink(GcmSivKey key, Primitives primitives, SecureRandom random) {
    this.key = key;
    this.primitives = primitives;
    this.random = random;
    this.frames = new SealedFrames(key, primitives);
    this.texts = new SealedTexts(key, primitives);
  }

  /** The text of a login that is dated and signed; for numbers from 4 on. */
  public String login(IdentityPrivateKey identity, int number, Instant now) {
    return SignedProof.request(identity, key, number, now, nonce(), primitives);
  }

  /** The text of a login that is neither, as number 3 has it. */
  public String undatedLogin(DestinationAddress client) {
    return GcmSivProof.request(client, key, nonce(), primitives);
  }

  /** A frame that asks to forward a packet, which stays the caller's; so does the frame. */
  public ByteBuf request(int kind, MixPacket packet, ByteBufAllocator allocator) {
    Shape shape = PacketRequests.shape(kind);
    ByteBuf plaintext = allocator.heapBuffer(shape.longestBytes());
    try {
      MixPacketRequest.write(packet, plaintext, shape);
      return frames.seal(allocator, kind, nonce(), plaintext.nioBuffer());
    } finally {
      plaintext.release();
    }
  }

  /** Opens a pushed frame in place: its readable bytes are the message, if it is one for us. */
  public boolean openPushed(ByteBuf frame) {
    return frames.open(frame) instanceof Opened opened && opened.kind() == KIND;
  }

  /** Asks to be forgotten: as a client, and in the statistics. */
  public String forgetMe(boolean client, boolean stats) {
    return request(
        "ForgetMe",
        json -> {
          json.writeBooleanField("client", client);
          json.writeBooleanField("stats", stats);
        });
  }

  /** Says what kind of client it is. */
  public String rememberMe(String sessionType) {
    return request("RememberMe", json -> json.writeStringField("session_type", sessionType));
  }

  private String request(String name, StrictJson.Fields fields) {
    String plaintext =
        StrictJson.write(
            json -> {
              json.writeObjectFieldStart(name);
              fields.write(json);
              json.writeEndObject();
            });
    byte[] nonce = nonce();
    return ServerTexts.sealed(
        "encryptedRequest", key.seal(primitives, nonce, plaintext.getBytes(UTF_8)), nonce);
  }

  /** What was sealed into an answer, as text; empty if it is none, or for somebody else. */
  public Optional<String> openAnswer(String text) {
    StrictJson json = StrictJson.parse(text);
    if (json == null || !"encryptedResponse".equals(json.string("type"))) {
      return Optional.empty();
    }
    byte[] ciphertext = json.bytes("ciphertext");
    byte[] nonce = json.bytes("nonce");
    return ciphertext == null || nonce == null ? Optional.empty() : texts.open(ciphertext, nonce);
  }

  private byte[] nonce() {
    byte[] nonce = new byte[GcmSivKey.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }
}
