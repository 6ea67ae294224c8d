package dev.postern.app.directory;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A full semantic version (semver.org 2.0.0) as nodes announce it. Build metadata is not kept;
 * versions order by their numbers, a pre-release before its release.
 *
 * @param preRelease what stands after the hyphen; empty for a release
 */
public record NymVersion(int major, int minor, int patch, String preRelease)
    implements Comparable<NymVersion> {
  /** The version of the protocol that this gateway speaks, announces and writes into files. */
  public static final NymVersion OURS = new NymVersion(0, 9, 0, "");

  private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
  private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
  private static final Pattern FORM =
      Pattern.compile(
          "%s\\.%s\\.%s(?:-(%s))?(?:\\+%s)?"
              .formatted(NUMBER, NUMBER, NUMBER, IDENTIFIERS, IDENTIFIERS));

  /** Empty unless the text is a full version: neither {@code 0.9} nor {@code v0.9.0} is one. */
  public static Optional<NymVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String preRelease = matcher.group(4);
    return Optional.of(
        new NymVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            preRelease == null ? "" : preRelease));
  }

  /** Whether nodes of the two versions use each other: same major and minor. */
  public boolean worksWith(NymVersion other) {
    return major == other.major && minor == other.minor;
  }

  @Override
  public int compareTo(NymVersion other) {
    return Comparator.comparingInt(NymVersion::major)
        .thenComparingInt(NymVersion::minor)
        .thenComparingInt(NymVersion::patch)
        .thenComparing(version -> version.preRelease.isEmpty())
        .thenComparing(NymVersion::preRelease)
        .compare(this, other);
  }

  @Override
  public String toString() {
    String numbers = major + "." + minor + "." + patch;
    return preRelease.isEmpty() ? numbers : numbers + "-" + preRelease;
  }
}
