package dev.postern.benchmarks.load;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How fast to send.
 *
 * @param perSecond packets, open loop; empty for as fast as it goes
 */
record Rate(OptionalInt perSecond) {
  private static final String MAX = "max";
  private static final int MOST = 10_000_000;

  /** Reads {@code max} or a number. */
  static final class Converter implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String text) {
      if (text.equals(MAX)) {
        return new Rate(OptionalInt.empty());
      }
      try {
        int perSecond = Integer.parseInt(text);
        if (perSecond >= 1 && perSecond <= MOST) {
          return new Rate(OptionalInt.of(perSecond));
        }
      } catch (NumberFormatException e) {
        // Refused below, as a number that is out of range.
      }
      throw new TypeConversionException(
          "'" + text + "' is no rate; write 'max', or packets a second from 1 to " + MOST);
    }
  }

  @Override
  public String toString() {
    return perSecond.isPresent() ? Integer.toString(perSecond.getAsInt()) : MAX;
  }
}
