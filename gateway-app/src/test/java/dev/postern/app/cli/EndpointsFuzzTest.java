package dev.postern.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ListeningHost;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which options are given, a port, then three addresses: to listen on, to announce, and the one
 * that the file announces. An option beats what was written with another one, and that beats the
 * file.
 */
class EndpointsFuzzTest extends FuzzTarget {
  private static final InetSocketAddress BEFORE = ListeningHost.wildcard(1789);

  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    int given = fuzz.number();
    Integer port = (given & 1) == 0 ? null : fuzz.number() << 8 | fuzz.number();
    ListeningHost listen = ListeningHost.parse(new String(fuzz.counted(), UTF_8)).orElse(null);
    AnnouncedHost asked = AnnouncedHost.parse(new String(fuzz.counted(), UTF_8)).orElse(null);
    String written = new String(fuzz.rest(), UTF_8);
    Optional<AnnouncedHost> inFile = AnnouncedHost.parse(written);
    boolean follows = (given & 2) != 0;

    InetSocketAddress socket = Endpoints.listening(BEFORE, listen, port);
    assertThat(socket.getAddress())
        .isEqualTo(listen == null ? BEFORE.getAddress() : listen.address());
    int otherwise = listen == null ? 1789 : listen.port().orElse(1789);
    assertThat(socket.getPort()).isEqualTo(port == null ? otherwise : port);

    try {
      Optional<AnnouncedHost> announced = Endpoints.announced(asked, port, follows, socket, inFile);
      assertThat(announced.isPresent()).isEqualTo(asked != null || follows || port != null);
      announced.ifPresent(host -> checkAnnounced(host, asked, port, follows, socket, inFile));
    } catch (ConfigException e) {
      assertThat(asked == null && !follows && port != null && inFile.isEmpty()).isTrue();
      assertThat(e).hasMessageNotContaining("\n");
    }
    if (Endpoints.isOnlyLocal(written)) {
      assertThat(inFile).isPresent();
    }
  }

  private static void checkAnnounced(
      AnnouncedHost host,
      AnnouncedHost asked,
      Integer port,
      boolean follows,
      InetSocketAddress socket,
      Optional<AnnouncedHost> inFile) {
    if (asked != null) {
      assertThat(host.host()).isEqualTo(asked.host());
    } else if (follows) {
      assertThat(ListeningHost.parse(host.host()).orElseThrow().address())
          .isEqualTo(socket.getAddress());
    } else {
      assertThat(host.host()).isEqualTo(inFile.orElseThrow().host());
    }
    if (port != null) {
      assertThat(host.port()).hasValue(port);
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed(0, "10.1.2.3:1800", "gw:1789", "old:1789"),
        seed(2, "[::1]", "", "127.0.0.1:9000"),
        seed(2, "2001:db8::17", "", "ws://old:9000"),
        FuzzInput.of(FuzzInput.numbers(1, 7, 8, 0, 0), "gw:1".getBytes(UTF_8)),
        FuzzInput.of(FuzzInput.numbers(1, 7, 8, 0, 0), "g w".getBytes(UTF_8)));
  }

  private static byte[] seed(int given, String listen, String asked, String inFile) {
    return FuzzInput.of(
        FuzzInput.numbers(given, listen.length()),
        listen.getBytes(UTF_8),
        FuzzInput.numbers(asked.length()),
        asked.getBytes(UTF_8),
        inFile.getBytes(UTF_8));
  }

  @Override
  protected int maxBytes() {
    return 150;
  }
}
