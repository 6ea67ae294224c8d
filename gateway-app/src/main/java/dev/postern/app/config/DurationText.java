package dev.postern.app.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in a configuration file: milliseconds as an integer, or whole numbers with units such
 * as {@code "1h 5min"} or {@code "10 s"}, as Rust's humantime reads them.
 */
final class DurationText {
  private static final Pattern PART = Pattern.compile("\\s*([0-9]{1,18})\\s*([a-zA-Z]+)\\s*");

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private static final Map<String, Duration> UNITS =
      Map.ofEntries(
          Map.entry("nsec", Duration.ofNanos(1)),
          Map.entry("ns", Duration.ofNanos(1)),
          Map.entry("usec", Duration.ofNanos(1_000)),
          Map.entry("us", Duration.ofNanos(1_000)),
          Map.entry("msec", Duration.ofMillis(1)),
          Map.entry("ms", Duration.ofMillis(1)),
          Map.entry("seconds", Duration.ofSeconds(1)),
          Map.entry("second", Duration.ofSeconds(1)),
          Map.entry("secs", Duration.ofSeconds(1)),
          Map.entry("sec", Duration.ofSeconds(1)),
          Map.entry("s", Duration.ofSeconds(1)),
          Map.entry("minutes", Duration.ofMinutes(1)),
          Map.entry("minute", Duration.ofMinutes(1)),
          Map.entry("mins", Duration.ofMinutes(1)),
          Map.entry("min", Duration.ofMinutes(1)),
          Map.entry("m", Duration.ofMinutes(1)),
          Map.entry("hours", Duration.ofHours(1)),
          Map.entry("hour", Duration.ofHours(1)),
          Map.entry("hrs", Duration.ofHours(1)),
          Map.entry("hr", Duration.ofHours(1)),
          Map.entry("h", Duration.ofHours(1)),
          Map.entry("days", Duration.ofDays(1)),
          Map.entry("day", Duration.ofDays(1)),
          Map.entry("d", Duration.ofDays(1)),
          Map.entry("weeks", Duration.ofDays(7)),
          Map.entry("week", Duration.ofDays(7)),
          Map.entry("w", Duration.ofDays(7)),
          Map.entry("months", Duration.ofSeconds(2_630_016)),
          Map.entry("month", Duration.ofSeconds(2_630_016)),
          Map.entry("M", Duration.ofSeconds(2_630_016)),
          Map.entry("years", Duration.ofSeconds(31_557_600)),
          Map.entry("year", Duration.ofSeconds(31_557_600)),
          Map.entry("y", Duration.ofSeconds(31_557_600)));

  private DurationText() {}

  /** Empty unless the value has one of the two forms. */
  static Optional<Duration> read(Object value) {
    if (value instanceof Long millis) {
      return Optional.of(ofMillis(millis));
    }
    return value instanceof String text ? parse(text) : Optional.empty();
  }

  /** The same, but also empty for fractions of a millisecond, which {@link #toml} can't write. */
  static Optional<Duration> readMillis(Object value) {
    return read(value).filter(duration -> nanos(duration).mod(MILLION).signum() == 0);
  }

  /**
   * Milliseconds. A negative number is read as the reference reads it, as unsigned 64 bits, so −1
   * is half a billion years: for ever. {@link Duration#toMillis} overflows on such values.
   */
  static Duration ofMillis(long millis) {
    BigInteger unsigned = BigInteger.valueOf(millis).mod(TWO_TO_64);
    return ofNanos(unsigned.multiply(MILLION));
  }

  /** Empty unless the text is one or more whole numbers, each with a unit. */
  static Optional<Duration> parse(String text) {
    Matcher part = PART.matcher(text);
    BigInteger nanos = BigInteger.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      Duration unit = UNITS.get(part.group(2));
      if (unit == null) {
        return Optional.empty();
      }
      nanos = nanos.add(new BigInteger(part.group(1)).multiply(nanos(unit)));
      end = part.end();
    }
    boolean readAll = end > 0 && end == text.length();
    boolean fits = nanos.divide(BILLION).bitLength() < Long.SIZE;
    return readAll && fits ? Optional.of(ofNanos(nanos)) : Optional.empty();
  }

  /** A TOML value that reads back as this duration, to the millisecond where it is not whole. */
  static String toml(Duration duration) {
    BigInteger millis = nanos(duration).divide(MILLION);
    return Long.toString(millis.longValue());
  }

  private static BigInteger nanos(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BILLION)
        .add(BigInteger.valueOf(duration.getNano()));
  }

  private static Duration ofNanos(BigInteger nanos) {
    BigInteger[] parts = nanos.divideAndRemainder(BILLION);
    return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
  }
}
