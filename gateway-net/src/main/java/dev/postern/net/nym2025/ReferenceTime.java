package dev.postern.net.nym2025;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Points in time as the reference prints them: {@code 2026-11-23 9:29:47.245 +00:00:00}. */
final class ReferenceTime {
  private static final long FIRST_OF_YEAR_10000 = 253_402_300_800L;

  private ReferenceTime() {}

  /** Of seconds since 1970 without a sign; empty from the year 10,000 on. */
  static Optional<Instant> instant(long unsignedSeconds) {
    return Long.compareUnsigned(unsignedSeconds, FIRST_OF_YEAR_10000) < 0
        ? Optional.of(Instant.ofEpochSecond(unsignedSeconds))
        : Optional.empty();
  }

  /** Of seconds since 1970 without a sign; what has no date is printed as their number. */
  static String format(long unsignedSeconds) {
    return instant(unsignedSeconds)
        .map(ReferenceTime::format)
        .orElseGet(() -> Long.toUnsignedString(unsignedSeconds));
  }

  static String format(Instant when) {
    OffsetDateTime time = when.atOffset(ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s %d:%02d:%02d.%s +00:00:00",
        time.toLocalDate(),
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        fraction(time.getNano()));
  }

  /** The digits of a fraction of a second without the zeros at their end. */
  private static String fraction(int nanos) {
    String digits = String.format(Locale.ROOT, "%09d", nanos);
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
