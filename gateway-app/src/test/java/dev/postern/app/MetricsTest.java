package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.directory.Announcement;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md names what a gateway counts, and nothing else. */
class MetricsTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(postern\\.[a-z_.]+)` \\| (counter|gauge) \\| ([^|]*)\\| [^|]+\\|");
  private static final Pattern WORD = Pattern.compile("`([a-z_0-9]+)`");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(new SecureRandom());
  private final SphinxPrivateKey sphinxKey = SphinxPrivateKey.generate(new SecureRandom());

  private GatewayBuilder builder() {
    return Gateway.builder()
        .identityKey(identity)
        .sphinxKey(sphinxKey)
        .mixnetListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .clientsListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .meterRegistry(registry);
  }

  private Announcement announcement() {
    return new Announcement(
        "192.0.2.7:1789",
        identity.publicKey(),
        sphinxKey.publicKey(),
        "0.9.0",
        "unknown",
        "",
        "ws://192.0.2.7:9000");
  }

  @Test
  void meters_ofARunningGateway_areThoseInTheDocumentation(@TempDir Path directory)
      throws Exception {
    try (Gateway gateway =
        builder()
            .announcement(announcement())
            .apiListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .storeDirectory(directory)
            .build()) {
      gateway.start();

      assertThat(meters()).containsExactlyElementsOf(documented());
    }
  }

  @Test
  void storeMeters_ofARunningGateway_showItsStore(@TempDir Path directory) throws Exception {
    try (Gateway gateway = builder().storeDirectory(directory).build()) {
      gateway.start();

      assertThat(registry.get("postern.store.segments").gauge().value()).isEqualTo(1);
      assertThat(registry.get("postern.store.journal.bytes").gauge().value()).isPositive();
      assertThat(registry.get("postern.store.messages").gauge().value()).isZero();
      assertThat(registry.get("postern.store.failed").gauge().value()).isZero();
      assertThat(registry.get("postern.store.damaged").functionCounter().count()).isZero();
    }
  }

  @Test
  void storeMeters_ofAnEmbeddersStore_areNotThere() throws Exception {
    try (MemoryStore store = new MemoryStore();
        Gateway gateway = builder().store(store).build()) {
      gateway.start();

      assertThat(registry.find("postern.store.messages").meter()).isNull();
      assertThat(gateway.inboxUsage(DestinationAddress.read(new byte[32], 0)).messages()).isZero();
    }
  }

  /** One line for each meter, such as {@code counter postern.acks.refused reason disk_full}. */
  private Set<String> meters() {
    Set<String> meters = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      String line = id.getType().name().toLowerCase(Locale.ROOT) + " " + id.getName();
      for (Tag tag : id.getTags()) {
        line += " " + tag.getKey() + " " + tag.getValue();
      }
      meters.add(line);
    }
    return meters;
  }

  private static Set<String> documented() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String meter = row.group(2) + " " + row.group(1);
        documented.addAll(withTag(meter, row.group(3)).toList());
      }
    }
    return documented;
  }

  /** The first word is the tag, the others are its values. */
  private static Stream<String> withTag(String meter, String tag) {
    List<String> words = WORD.matcher(tag).results().map(MatchResult::group).toList();
    return words.isEmpty()
        ? Stream.of(meter)
        : words.stream()
            .skip(1)
            .map(value -> (meter + " " + words.get(0) + " " + value).replace("`", ""));
  }
}
