package dev.postern.app.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@link HostInformation} and the signature of the identity in it, over the text of {@code data}
 * exactly as it is sent.
 *
 * <pre>
 *  { "data": {…}, "signature": base58 of 64 bytes }
 * </pre>
 */
public final class SignedHostInformation {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxTokenCount(10_000).maxNestingDepth(20).build();
  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SignedHostInformation() {}

  /** The body of an answer. */
  static byte[] sign(HostInformation information, IdentityPrivateKey identity) {
    String data = information.data();
    byte[] signature = identity.sign(data.getBytes(StandardCharsets.UTF_8));
    return "{\"data\":%s,\"signature\":\"%s\"}"
        .formatted(data, Base58.encode(signature))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What a node says of itself, if its own identity signed that.
   *
   * @throws IllegalArgumentException with a few words otherwise, which quote nothing
   */
  public static HostInformation read(byte[] body) {
    String text = utf8(body);
    Parts parts = parts(text);
    HostInformation information;
    try {
      information = HostInformation.of(JSON.readTree(parts.data()));
    } catch (IOException e) {
      throw new IllegalArgumentException("it is no JSON", e);
    }
    byte[] signature = Base58.decode(parts.signature(), IdentityPublicKey.SIGNATURE_BYTES);
    byte[] signed = parts.data().getBytes(StandardCharsets.UTF_8);
    if (!information.identityKey().verifies(signature, signed)) {
      throw new IllegalArgumentException("its identity did not sign that");
    }
    return information;
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is no UTF-8", e);
    }
  }

  private record Parts(String data, String signature) {}

  private static Parts parts(String text) {
    @Nullable String data = null;
    @Nullable String signature = null;
    try (JsonParser parser = JSON.getFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      for (@Nullable String field = parser.nextFieldName();
          field != null;
          field = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (field.equals("data") && value == JsonToken.START_OBJECT) {
          int start = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          data = text.substring(start, (int) parser.currentLocation().getCharOffset());
        } else if (field.equals("signature") && value == JsonToken.VALUE_STRING) {
          signature = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("it is no JSON", e);
    }
    if (data == null || signature == null) {
      throw new IllegalArgumentException("it has no data with a signature");
    }
    return new Parts(data, signature);
  }
}
