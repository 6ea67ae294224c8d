package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/licences.md names what the runnable jar is made of, as the build's SBOM has it. */
class LicencesIT {
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "Bouncy Castle Licence",
          "CC0-1.0",
          "EPL-1.0"); // beside BSD-3-Clause, to choose from

  /** Maven makes no SBOM when it is told to be offline ({@code -o}); any other build has one. */
  @Test
  void list_isWhatTheSbomSays() throws IOException {
    Set<String> inSbom = new TreeSet<>();
    Path file = Path.of("target", "postern-sbom.json");
    assumeThat(file).exists();
    JsonNode sbom = new ObjectMapper().readTree(file.toFile());
    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    for (JsonNode component : sbom.required("components")) {
      String group = component.path("group").asText();
      if (!group.equals("dev.postern")) {
        Set<String> licences = licences(component);
        assertThat(licences).as("licences of %s", component.path("name")).isNotEmpty();
        assertThat(ALLOWED).containsAll(licences);
        inSbom.add(
            "| `%s:%s` | %s |"
                .formatted(group, component.path("name").asText(), String.join(", ", licences)));
      }
    }
    assertThat(inSbom).hasSizeGreaterThan(20);

    Set<String> inList = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "licences.md"))) {
      if (line.startsWith("| `")) {
        inList.add(line);
      }
    }
    assertThat(inList).containsExactlyElementsOf(inSbom);
  }

  private static Set<String> licences(JsonNode component) {
    Set<String> licences = new TreeSet<>();
    for (JsonNode choice : component.path("licenses")) {
      JsonNode licence = choice.path("license");
      licences.add(
          licence.has("id")
              ? licence.path("id").asText()
              : licence.path("name").asText(choice.path("expression").asText()));
    }
    return licences;
  }
}
