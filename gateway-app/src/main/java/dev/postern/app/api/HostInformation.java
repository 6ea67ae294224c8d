package dev.postern.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.net.InetAddresses;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of itself and signs (the later generations' spec §8). The text that is signed
 * has its fields in this order and no spaces; a node that never changed its Sphinx key writes the
 * older form.
 *
 * <pre>
 *  data   { ip_address: [text], hostname: text or null, keys }
 *  keys   { ed25519_identity, x25519_sphinx,
 *           primary_x25519_sphinx_key: { rotation_id, public_key },
 *           pre_announced_x25519_sphinx_key: null,
 *           x25519_versioned_noise: null }
 *  older  { ed25519_identity, x25519_sphinx, x25519_noise: null }
 * </pre>
 *
 * @param addresses where it is, best first
 * @param hostname its name, if it has one
 * @param identityKey who it is, and whose signature it is
 * @param sphinxKey what packets are wrapped for
 * @param rotationId of that key; 0 in the older form
 */
public record HostInformation(
    List<InetAddress> addresses,
    Optional<String> hostname,
    IdentityPublicKey identityKey,
    SphinxPublicKey sphinxKey,
    long rotationId) {
  private static final int MOST_ADDRESSES = 16;
  private static final int LONGEST_ADDRESS = 64;
  private static final int LONGEST_NAME = 253;
  private static final long UNSIGNED_32 = 0xFFFF_FFFFL;

  /** Copies the list. */
  public HostInformation {
    addresses = List.copyOf(addresses);
  }

  /** The text that is signed. */
  String data() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode ips = data.putArray("ip_address");
    addresses.forEach(address -> ips.add(InetAddresses.toAddrString(address)));
    data.put("hostname", hostname.orElse(null));
    ObjectNode keys = data.putObject("keys");
    keys.put("ed25519_identity", identityKey.toBase58());
    keys.put("x25519_sphinx", sphinxKey.toBase58());
    if (rotationId == 0) {
      keys.putNull("x25519_noise");
    } else {
      keys.putObject("primary_x25519_sphinx_key")
          .put("rotation_id", rotationId)
          .put("public_key", sphinxKey.toBase58());
      keys.putNull("pre_announced_x25519_sphinx_key");
      keys.putNull("x25519_versioned_noise");
    }
    return data.toString();
  }

  /**
   * From that text, read as a tree.
   *
   * @throws IllegalArgumentException with a few words, if something is missing or of another form
   */
  static HostInformation of(JsonNode data) {
    JsonNode keys = data.path("keys");
    JsonNode primary = keys.path("primary_x25519_sphinx_key");
    boolean isOlder = primary.isMissingNode() || primary.isNull();
    JsonNode rotationId = primary.path("rotation_id");
    if (!isOlder && !isUnsigned32(rotationId)) {
      throw new IllegalArgumentException("rotation_id is no number of 32 bits");
    }
    return new HostInformation(
        addresses(data.path("ip_address")),
        hostname(data.path("hostname")),
        IdentityPublicKey.fromBase58(text(keys, "ed25519_identity")),
        SphinxPublicKey.fromBase58(
            isOlder ? text(keys, "x25519_sphinx") : text(primary, "public_key")),
        isOlder ? 0 : rotationId.longValue());
  }

  private static boolean isUnsigned32(JsonNode number) {
    return number.isIntegralNumber()
        && number.canConvertToLong()
        && number.longValue() >= 0
        && number.longValue() <= UNSIGNED_32;
  }

  private static List<InetAddress> addresses(JsonNode list) {
    if (!list.isArray() || list.size() > MOST_ADDRESSES) {
      throw new IllegalArgumentException("ip_address is no short list");
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (JsonNode address : list) {
      String text = address.isTextual() ? address.textValue() : "";
      if (text.length() > LONGEST_ADDRESS || !InetAddresses.isInetAddress(text)) {
        throw new IllegalArgumentException("ip_address lists something else");
      }
      addresses.add(InetAddresses.forString(text));
    }
    return addresses;
  }

  private static Optional<String> hostname(JsonNode name) {
    if (name.isNull() || name.isMissingNode()) {
      return Optional.empty();
    }
    if (!name.isTextual() || name.textValue().length() > LONGEST_NAME) {
      throw new IllegalArgumentException("hostname is no name");
    }
    return Optional.of(name.textValue()).filter(text -> !text.isEmpty());
  }

  private static String text(JsonNode parent, String field) {
    JsonNode value = parent.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value.textValue();
  }
}
