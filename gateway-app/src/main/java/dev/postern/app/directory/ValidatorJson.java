package dev.postern.app.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.app.directory.DirectoryException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The bodies of the validator's REST API (spec §5), read as strictly as the reference reads them: a
 * field that is missing or of another type anywhere makes the whole answer unreadable; fields that
 * nobody asked for are ignored. Thread-safe.
 *
 * <pre>
 *  topology   { mixNodes: [node + layer], gateways: [node + clientsHost], validators: {…} }
 *  node       mixHost, identityKey, sphinxKey, version, location, incentivesAddress,
 *             registrationTime, reputation
 *  others     { "ok": true } | { "ok": false } | { "error": "…" }
 * </pre>
 */
final class ValidatorJson {
  // What is read becomes a tree, and an empty object in it takes 40 times its two characters.
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxTokenCount(1_000_000).maxNestingDepth(100).build();

  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ValidatorJson() {}

  /** The body of a registration. */
  static byte[] registration(Announcement announcement) {
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("mixHost", announcement.mixHost())
              .put("identityKey", announcement.identityKey().toBase58())
              .put("sphinxKey", announcement.sphinxKey().toBase58())
              .put("version", announcement.version())
              .put("location", announcement.location())
              .put("incentivesAddress", announcement.incentivesAddress())
              .put("clientsHost", announcement.clientsHost()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("text fields don't become JSON", e);
    }
  }

  /** Returns if the answer is {@code ok}. */
  static void readOk(byte[] body) throws DirectoryException {
    JsonNode answer = read(body);
    if (answer.path("ok").isBoolean()) {
      if (!answer.path("ok").booleanValue()) {
        throw new DirectoryException(Reason.REFUSED, "it answered ok: false");
      }
      return;
    }
    throw errorOr(answer, "neither ok nor error");
  }

  static Topology readTopology(byte[] body) throws DirectoryException {
    JsonNode answer = read(body);
    try {
      requireValidators(answer);
      return new Topology(
          nodes(answer, "mixNodes", node -> new ListedNode.Mixing(unsigned(node, "layer"))),
          nodes(answer, "gateways", node -> new ListedNode.Serving(text(node, "clientsHost"))));
    } catch (MissingFieldException e) {
      throw errorOr(answer, e.field);
    }
  }

  private static JsonNode read(byte[] body) throws DirectoryException {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new DirectoryException(Reason.UNREADABLE, "its answer is not JSON");
    }
  }

  private static DirectoryException errorOr(JsonNode answer, String missing) {
    JsonNode error = answer.path("error");
    return error.isTextual()
        ? new DirectoryException(
            Reason.REFUSED, "it answered: " + LogText.oneLine(error.textValue()))
        : new DirectoryException(Reason.UNREADABLE, "its answer lacks " + missing);
  }

  private static void requireValidators(JsonNode answer) {
    JsonNode validators = answer.path("validators");
    integer(validators, "block_height");
    list(validators, "validators");
  }

  private static List<ListedNode> nodes(
      JsonNode answer, String field, Function<JsonNode, ListedNode.Role> role) {
    List<ListedNode> nodes = new ArrayList<>();
    for (JsonNode node : list(answer, field)) {
      text(node, "location");
      text(node, "incentivesAddress");
      integer(node, "registrationTime");
      integer(node, "reputation");
      nodes.add(
          new ListedNode(
              role.apply(node),
              text(node, "mixHost"),
              text(node, "identityKey"),
              text(node, "sphinxKey"),
              text(node, "version")));
    }
    return nodes;
  }

  private static JsonNode list(JsonNode parent, String field) {
    return require(parent.path(field), JsonNode::isArray, field);
  }

  private static String text(JsonNode parent, String field) {
    return require(parent.path(field), JsonNode::isTextual, field).textValue();
  }

  private static long integer(JsonNode parent, String field) {
    return require(parent.path(field), JsonNode::isIntegralNumber, field).longValue();
  }

  private static long unsigned(JsonNode parent, String field) {
    return require(parent.path(field), ValidatorJson::isUnsigned, field).longValue();
  }

  private static boolean isUnsigned(JsonNode node) {
    return node.isIntegralNumber() && node.longValue() >= 0;
  }

  private static JsonNode require(JsonNode value, Predicate<JsonNode> form, String field) {
    if (!form.test(value)) {
      throw new MissingFieldException(field);
    }
    return value;
  }

  /** Ends the reading of one answer; never leaves this class. */
  private static final class MissingFieldException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;

    MissingFieldException(String field) {
      super(field, null, false, false);
      this.field = field;
    }
  }
}
