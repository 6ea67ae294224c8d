package dev.postern.app.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in a configuration file: bytes as an integer, or a whole number with a unit such as {@code
 * "4 GiB"}. Units that some take for thousands and others for 1024, such as {@code MB}, are none.
 */
final class SizeText {
  static final String FORM =
      "whole bytes, or text with B, KiB, MiB, GiB or TiB such as \"512 MiB\"";

  /** Each is 1024 times the one before. */
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private static final int BITS_OF_1024 = 10;

  private static final Pattern TEXT = Pattern.compile("\\s*([0-9]{1,19})\\s*([a-zA-Z]+)\\s*");

  private SizeText() {}

  /** Bytes; empty unless the value has one of the two forms and is from 0 to 2^63 - 1. */
  static Optional<Long> read(Object value) {
    if (value instanceof Long bytes && bytes >= 0) {
      return Optional.of(bytes);
    }
    return value instanceof String text ? parse(text) : Optional.empty();
  }

  private static Optional<Long> parse(String text) {
    Matcher form = TEXT.matcher(text);
    int unit = form.matches() ? UNITS.indexOf(form.group(2)) : -1;
    if (unit < 0) {
      return Optional.empty();
    }
    BigInteger bytes = new BigInteger(form.group(1)).shiftLeft(unit * BITS_OF_1024);
    return bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValueExact()) : Optional.empty();
  }

  /** A TOML value that reads back as so many bytes, in the largest unit that leaves it whole. */
  static String toml(long bytes) {
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / BITS_OF_1024, UNITS.size() - 1);
    return bytes == 0 || unit == 0
        ? Long.toString(bytes)
        : "'" + (bytes >> (unit * BITS_OF_1024)) + " " + UNITS.get(unit) + "'";
  }
}
