package dev.postern.app.config;

import dev.postern.net.forwarding.AddressRange;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.EgressRules.ListedPrivate;
import dev.postern.net.forwarding.EgressRules.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code [egress]}: where packets may be sent to. A section of ours: the reference refuses a file
 * that has it, so it is in a file only if somebody wants something else than the defaults.
 */
public final class EgressSection {
  static final String NAME = "egress";

  /** For those who wrote it elsewhere. */
  static final String RIGHT_PLACE = "write a section [egress] with mode = 'topology' in it";

  private static final String MODE = "mode";
  private static final String LISTED_PRIVATE = "listed_private";
  private static final String ALLOW = "allow";

  private EgressSection() {}

  static EgressRules read(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of(MODE, LISTED_PRIVATE, ALLOW));
    EgressRules otherwise = EgressRules.defaults();
    return new EgressRules(
        oneOf(section, MODE, Mode.values(), otherwise.mode()),
        oneOf(section, LISTED_PRIVATE, ListedPrivate.values(), otherwise.listedPrivate()),
        allow(section));
  }

  /** Above all sections, {@code egress = 'topology'} says all that most would put into it. */
  static EgressRules readShort(ConfigSection top) throws ConfigException {
    Mode mode = oneOf(top, NAME, Mode.values(), Mode.PUBLIC);
    return EgressRules.defaults().withMode(mode);
  }

  private static List<AddressRange> allow(ConfigSection section) throws ConfigException {
    List<AddressRange> ranges = new ArrayList<>();
    for (String entry : section.texts(ALLOW)) {
      ranges.add(
          AddressRange.parse(entry)
              .orElseThrow(() -> section.refuse(ALLOW, entry, "write " + AddressRange.FORM)));
    }
    return ranges;
  }

  private static <E extends Enum<E>> E oneOf(
      ConfigSection section, String key, E[] values, E otherwise) throws ConfigException {
    return section.read(
        key,
        written -> Stream.of(values).filter(value -> text(value).equals(written)).findFirst(),
        otherwise,
        "write "
            + Stream.of(values)
                .map(value -> "'" + text(value) + "'")
                .collect(Collectors.joining(" or ")));
  }

  /** A mode as it is written in files and on the command line. */
  public static Optional<Mode> mode(String written) {
    return Stream.of(Mode.values()).filter(mode -> text(mode).equals(written)).findFirst();
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Only what differs from the defaults. */
  static void write(EgressRules rules, ConfigWriter to) {
    EgressRules defaults = EgressRules.defaults();
    if (rules.equals(defaults)) {
      return;
    }
    to.title("where packets may be sent to");
    to.section(NAME);
    to.value(MODE, quoted(rules.mode()), quoted(defaults.mode()));
    to.value(LISTED_PRIVATE, quoted(rules.listedPrivate()), quoted(defaults.listedPrivate()));
    to.value(ALLOW, list(rules), list(defaults));
  }

  private static String quoted(Enum<?> value) {
    return Quoting.toml(text(value));
  }

  private static String list(EgressRules rules) {
    return rules.allow().stream()
        .map(range -> Quoting.toml(range.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
