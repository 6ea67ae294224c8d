package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.net.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options of {@code run} over what a file says. */
class RunOverridesTest {
  private static final InetSocketAddress LISTENING = new InetSocketAddress("10.1.2.3", 5000);

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:5000, '', 10.1.2.3:5000, 10.1.2.3:5000",
    "gw:80, '', 10.1.2.3:5000, gw:80",
    "[2001:1800, '', 10.1.2.3:5000, [2001:1800",
    "10.1.2.3:5000, --mix-port 6000, 10.1.2.3:6000, 10.1.2.3:6000",
    "gw:80, --mix-port 6000, 10.1.2.3:6000, gw:80",
    "gw:80, --mix-host 10.9.9.9, 10.9.9.9:5000, 10.9.9.9:5000",
    "gw:80, --mix-host 10.9.9.9:7000, 10.9.9.9:7000, 10.9.9.9:7000",
    "gw:80, --mix-announce-port 81, 10.1.2.3:5000, gw:81",
    "gw:80, --mix-announce-host hub, 10.1.2.3:5000, hub:5000",
  })
  void mixnet_overFile(String inFile, String options, String listening, String announced)
      throws Exception {
    MixnetOptions mixnet = new MixnetOptions();
    CommandLine.populateCommand(mixnet, arguments(options));

    MixnetEndpoint after = mixnet.over(new MixnetEndpoint(LISTENING, inFile));

    assertThat(after.listening()).isEqualTo(socket(listening));
    assertThat(after.announce()).isEqualTo(announced);
  }

  @ParameterizedTest
  @CsvSource({
    "ws://10.1.2.3:5000, '', ws://10.1.2.3:5000",
    "ws:9100, '', ws:9100",
    "ws://gw, '', ws://gw",
    "ws://10.1.2.3:5000, --clients-port 6000, ws://10.1.2.3:6000",
    "wss://gw:443, --clients-port 6000, wss://gw:443",
    "wss://gw:443, --clients-announce-port 444, wss://gw:444",
    "ws:9100, --clients-announce-host gw, ws://gw:5000",
    "wss://gw:443, --clients-host 10.9.9.9, ws://10.9.9.9:5000",
  })
  void clients_overFile(String inFile, String options, String announced) throws Exception {
    ClientsOptions clients = new ClientsOptions();
    CommandLine.populateCommand(clients, arguments(options));

    ClientsEndpoint after =
        clients.over(
            new ClientsEndpoint(LISTENING, inFile, Path.of("/i"), Path.of("/l")),
            Optional.empty(),
            Path.of("/h"));

    assertThat(after.announce()).isEqualTo(announced);
  }

  @Test
  void egress_overFile_addsToWhatIsAllowed() {
    EgressOptions egress = new EgressOptions();
    CommandLine.populateCommand(egress, arguments("--egress topology --egress-allow 127.0.0.1:1"));

    assertThat(egress.over(EgressRules.defaults().allow("10.0.0.0/8")))
        .isEqualTo(
            EgressRules.defaults()
                .withMode(EgressRules.Mode.TOPOLOGY)
                .allow("10.0.0.0/8", "127.0.0.1:1"));
  }

  @ParameterizedTest
  @CsvSource({"'', B", "--mix-frame c, C", "--mix-frame auto, AUTO"})
  void mixFrame_overFile_stands(String options, FrameChoice frame) {
    MixnetOptions mixnet = new MixnetOptions();
    CommandLine.populateCommand(mixnet, arguments(options));
    assertThat(mixnet.over(FrameChoice.B)).isEqualTo(frame);
  }

  /** What is announced follows from where TLS is spoken. */
  @ParameterizedTest
  @CsvSource({
    "ws://10.1.2.3:5000, '', wss://10.1.2.3:5000",
    "ws://gw:5000, '', wss://gw:5000",
    "ws://gw:80, '', ws://gw:80", // told of in a warning
    "wss://gw:443, '', wss://gw:443",
    "wss://gw:443, --clients-announce-host hub, wss://hub:5000",
    "wss://gw:443, --clients-announce-host wss://hub, wss://hub:5000",
    "wss://gw:443, --clients-announce-host ws://hub, wss://hub:5000",
    "ws://10.1.2.3:5000, --tls-port 5001, ws://10.1.2.3:5000",
    "ws://gw:5000, --tls-port 5001, ws://gw:5000",
    "ws://gw:5000, --tls-port 5001 --clients-announce-host wss://hub, wss://hub:5001",
  })
  void clients_withTls_overFile(String inFile, String options, String announced) throws Exception {
    ClientsOptions clients = new ClientsOptions();
    TlsOptions tls = new TlsOptions();
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();
    spec.addMixin("clients", CommandLine.Model.CommandSpec.forAnnotatedObject(clients));
    spec.addMixin("tls", CommandLine.Model.CommandSpec.forAnnotatedObject(tls));
    new CommandLine(spec).parseArgs(arguments(options));

    Optional<TlsFiles> files =
        tls.over(Optional.of(TlsFiles.of(Path.of("/c"), Path.of("/k"))), LISTENING, Path.of("/h"));
    ClientsEndpoint after =
        clients.over(
            new ClientsEndpoint(LISTENING, inFile, Path.of("/i"), Path.of("/l")),
            files,
            Path.of("/h"));

    assertThat(after.announce()).isEqualTo(announced);
  }

  private static String[] arguments(String options) {
    return options.isEmpty() ? new String[0] : options.split(" ", -1);
  }

  private static InetSocketAddress socket(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
