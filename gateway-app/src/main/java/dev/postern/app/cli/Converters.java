package dev.postern.app.cli;

import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.EgressSection;
import dev.postern.app.config.ListeningHost;
import dev.postern.app.config.MixnetSection;
import dev.postern.app.topology.TopologyForm;
import dev.postern.net.forwarding.AddressRange;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.sphinx.DestinationAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From the text of an option to its value. */
final class Converters {
  private static final int HIGHEST_PORT = 65_535;

  private Converters() {}

  /** An IP address, perhaps with a port. */
  static final class Listening implements ITypeConverter<ListeningHost> {
    @Override
    public ListeningHost convert(String text) {
      return ListeningHost.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is no IP address such as 10.1.2.3 or [2001:db8::17]:1789"));
    }
  }

  /** A name or an IP address, perhaps with a port. */
  static final class MixAnnounced implements ITypeConverter<AnnouncedHost> {
    @Override
    public AnnouncedHost convert(String text) {
      return AnnouncedHost.parse(text)
          .filter(AnnouncedHost::isBare)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is no host such as gw.example.net or [2001:db8::17]:1789"));
    }
  }

  /** The same, perhaps with ws:// or wss:// before it. */
  static final class ClientsAnnounced implements ITypeConverter<AnnouncedHost> {
    @Override
    public AnnouncedHost convert(String text) {
      return AnnouncedHost.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is no host such as gw.example.net or wss://gw.example.net"));
    }
  }

  /** Addresses that packets may go to. */
  static final class Allowed implements ITypeConverter<AddressRange> {
    @Override
    public AddressRange convert(String text) {
      return AddressRange.parse(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is not " + AddressRange.FORM));
    }
  }

  /** What packets may go to without further ado. */
  static final class EgressMode implements ITypeConverter<EgressRules.Mode> {
    @Override
    public EgressRules.Mode convert(String text) {
      return EgressSection.mode(text)
          .orElseThrow(
              () ->
                  new TypeConversionException("'" + text + "' is neither 'public' nor 'topology'"));
    }
  }

  /** In which form frames go to next hops. */
  static final class Frame implements ITypeConverter<FrameChoice> {
    @Override
    public FrameChoice convert(String text) {
      return MixnetSection.frame(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not one of " + MixnetSection.ACCEPTED));
    }
  }

  /** Which clients a topology is for. */
  static final class Form implements ITypeConverter<TopologyForm> {
    @Override
    public TopologyForm convert(String text) {
      return TopologyForm.parse(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is neither 'sdk' nor 'wasm'"));
    }
  }

  /** A client's address as users see it. */
  static final class Client implements ITypeConverter<DestinationAddress> {
    @Override
    public DestinationAddress convert(String text) {
      try {
        return DestinationAddress.fromBase58(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is no client's address, which is 32 bytes in base58");
      }
    }
  }

  /** 0 to 65535; 0 listens on any free port. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= HIGHEST_PORT) {
        return Integer.valueOf(text);
      }
      throw new TypeConversionException("'" + text + "' is no port; ports go from 0 to 65535");
    }
  }
}
