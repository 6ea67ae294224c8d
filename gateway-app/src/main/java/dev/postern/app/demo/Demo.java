package dev.postern.app.demo;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.postern.sphinx.PacketSize;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/**
 * The story: two clients register, one goes away, a message waits for it in its inbox, it comes
 * back and gets it; another one is delivered while it is there; both senders' acks return.
 */
public final class Demo {
  private final StepPrinter out;

  private Demo(StepPrinter out) {
    this.out = out;
  }

  /**
   * Runs it in a temporary directory, which is gone afterwards.
   *
   * @return the exit code: 0 if every message and every ack arrived
   */
  public static int run(PrintStream out, Ansi ansi) throws IOException {
    StepPrinter printer = new StepPrinter(out, ansi);
    Path directory = Files.createTempDirectory("postern-demo");
    try {
      new Demo(printer).tell(directory);
      printer.done("A message stored, one delivered live, both acks back.");
      return 0;
    } catch (DemoFailure e) {
      printer.failed("The demo failed: " + e.getMessage());
      return 1;
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private void tell(Path directory) throws IOException {
    try (DemoNetwork network = DemoNetwork.start(directory)) {
      out.step("mixes", "three nodes listen on " + ports(network));
      out.step(
          "gateway",
          "%s takes mix packets on %s and clients on %s"
              .formatted(
                  short8(network.gateway().identity().toBase58()),
                  port(network.gateway().mixnetAddress()),
                  network.clientsUri()));

      DemoClient alice = network.newClient();
      DemoClient bob = network.newClient();
      alice.register();
      out.step("alice", alice.address() + " registered: shared keys agreed and stored");
      bob.register();
      out.step("bob", bob.address() + " registered");
      bob.disconnect();
      out.step("bob", "went offline");

      LetterWriter letters = network.letterWriter();
      Letter stored =
          letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "Are you there, Bob?");
      alice.send(stored);
      out.step(
          "alice",
          "sent a Sphinx packet of %d bytes through 3 mixes".formatted(stored.packet().length));
      expect(alice.receive(), stored.ack(), "the SURB-ack of the stored message");
      out.step("alice", "got the SURB-ack: the message is on disk");
      out.step(
          "gateway",
          "holds %d message for bob"
              .formatted(network.gateway().inboxUsage(bob.address()).messages()));

      bob.authenticate();
      out.step("bob", "came back and proved who he is");
      expect(bob.receive(), stored.content(), "the stored message");
      out.step("bob", "read: " + text(stored));

      Letter live =
          letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "Good to see you.");
      alice.send(live);
      out.step("alice", "sent another one");
      expect(bob.receive(), live.content(), "the live message");
      out.step("bob", "read: " + text(live));
      expect(alice.receive(), live.ack(), "the SURB-ack of the live message");
      out.step("alice", "got its SURB-ack");
      alice.disconnect();
      bob.disconnect();
    }
  }

  private static void expect(byte[] received, byte[] expected, String what) {
    if (!Arrays.equals(received, expected)) {
      throw new DemoFailure(what + " arrived changed");
    }
  }

  private static String text(Letter letter) {
    return "“" + new String(letter.content(), StandardCharsets.UTF_8).strip() + "”";
  }

  private static String ports(DemoNetwork network) {
    return network.mixAddresses().stream().map(Demo::port).collect(Collectors.joining(", "));
  }

  private static String port(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  private static String short8(String base58) {
    return base58.substring(0, 8);
  }
}
