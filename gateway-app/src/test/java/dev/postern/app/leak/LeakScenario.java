package dev.postern.app.leak;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.demo.Letter;
import dev.postern.net.tls.TlsFiles;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.storage.journal.JournalStore;
import dev.postern.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A gateway with friends and foes, in a process of its own. What nobody may read in a log goes to
 * the standard output, a line each; the log goes to the standard error.
 */
final class LeakScenario {
  /** Stands in the log before the foes come. */
  static final String FOES = "THE FOES COME";

  static final String MARK = "hostilemark7Q";
  private static final String TEXT = "a message that nobody reads but Bob";

  private LeakScenario() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    TestCertificate.create("leak").write(chain, key);
    Path store = directory.resolve("store");
    TlsFiles tls =
        TlsFiles.of(chain, key)
            .withListeningAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    List<DestinationAddress> clients;
    try (DemoNetwork network =
        DemoNetwork.start(
            store, builder -> builder.settings(DemoNetwork.settings().withTls(Optional.of(tls))))) {
      clients = friends(network);
      System.err.println(FOES);
      foes(network, clients.get(0), Integer.parseInt(arguments[1]));
    }
    try (JournalStore opened = JournalStore.open(store)) {
      for (DestinationAddress client : clients) {
        secret(
            opened
                .clients()
                .find(client)
                .join()
                .orElseThrow()
                .sharedKeys()
                .toByteArray(InsecureSecretKeyAccess.get()));
      }
    }
    System.out.println(MARK);
    System.out.println(TEXT);
    secret(TEXT.getBytes(StandardCharsets.UTF_8));
    System.exit(0); // no thread of a client's library shall keep it
  }

  private static List<DestinationAddress> friends(DemoNetwork network) {
    DemoClient alice = network.newClient();
    DemoClient bob = network.newClient();
    alice.register();
    bob.register();
    for (PacketSize size : List.of(PacketSize.REGULAR, PacketSize.EXTENDED_32)) {
      Letter letter = network.letterWriter().write(alice.address(), bob.address(), size, TEXT);
      secret(Arrays.copyOf(letter.packet(), 32)); // α
      alice.send(letter);
      bob.receive();
      secret(alice.receive());
    }
    bob.disconnect();
    Letter later =
        network.letterWriter().write(alice.address(), bob.address(), PacketSize.REGULAR, TEXT);
    alice.send(later);
    alice.receive();
    bob.authenticate();
    bob.receive();
    List<DestinationAddress> clients = List.of(alice.address(), bob.address());
    clients.forEach(client -> secret(client.toBytes()));
    clients.forEach(client -> System.out.println(client.toString()));
    return clients;
  }

  private static void foes(DemoNetwork network, DestinationAddress victim, int times)
      throws IOException {
    HostileTraffic traffic = new HostileTraffic(times);
    InetSocketAddress clients = network.gateway().clientsAddress();
    traffic.againstClientsPort(clients, MARK);
    traffic.againstClientsPort(clients, victim.toBase58());
    traffic.againstTlsPort(network.gateway().clientsTlsAddress().orElseThrow(), MARK);
    traffic.againstMixnetPort(network.gateway().mixnetAddress(), MARK, packets(network, victim));
  }

  /** For nobody, and one whose message is too short to have an ack in it. */
  private static List<byte[]> packets(DemoNetwork network, DestinationAddress victim) {
    SecureRandom random = new SecureRandom();
    SphinxPacketBuilder builder = new SphinxPacketBuilder(CryptoEngine.best(), random);
    RouteHop gateway =
        new RouteHop(
            NodeAddress.of(network.gateway().mixnetAddress()),
            network.gateway().sphinxKey(),
            Duration.ZERO);
    byte[] nobody = new byte[32];
    random.nextBytes(nobody);
    DestinationAddress unknown = DestinationAddress.read(nobody, 0);
    secret(nobody);
    System.out.println(unknown.toString());
    return List.of(
        framed(builder.build(PacketSize.REGULAR, List.of(gateway), unknown, new byte[16], hello())),
        framed(builder.build(PacketSize.REGULAR, List.of(gateway), victim, new byte[16], hello())));
  }

  private static byte[] hello() {
    return TEXT.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] framed(byte[] packet) {
    secret(Arrays.copyOf(packet, 32));
    byte[] frame = new byte[2 + packet.length];
    frame[0] = 1;
    System.arraycopy(packet, 0, frame, 2, packet.length);
    return frame;
  }

  /** In every form in which bytes show in a log. */
  private static void secret(byte[] bytes) {
    byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, 16));
    System.out.println(HexFormat.of().formatHex(start));
    System.out.println(HexFormat.ofDelimiter(" ").formatHex(start));
    System.out.println(Base58.encode(bytes.length == 32 ? bytes : start));
    System.out.println(Base64.getEncoder().withoutPadding().encodeToString(start).substring(0, 20));
    System.out.println(Arrays.toString(start).replaceAll("[\\[\\]]", ""));
  }
}
