package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.app.cli.CommandLineFixture.Outcome;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Registration;
import dev.postern.storage.journal.JournalStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's commands on the store of a gateway that 'init' made. */
class StoreCommandTest {
  private static final DestinationAddress ALICE = client(1);
  private static final DestinationAddress BOB = client(2);

  private CommandLineFixture postern;
  private Path store;

  /** Alice has three messages, Bob one. */
  @BeforeEach
  void fill(@TempDir Path home) throws Exception {
    postern = new CommandLineFixture(home);
    postern.run("init", "--id", "alpha", "--mix-host", "10.1.2.3", "--clients-host", "10.1.2.4");
    store = home.resolve(".nym/gateways/alpha/data/inboxes/postern-store");
    try (JournalStore open = JournalStore.open(store)) {
      register(open, ALICE);
      register(open, BOB);
      for (int i = 0; i < 3; i++) {
        append(open, ALICE);
      }
      append(open, BOB);
    }
  }

  private static DestinationAddress client(int number) {
    byte[] bytes = new byte[DestinationAddress.BYTES];
    new Random(number).nextBytes(bytes);
    return DestinationAddress.read(bytes, 0);
  }

  private static void register(JournalStore open, DestinationAddress client) {
    SecretBytes keys = SecretBytes.copyFrom(new byte[32], InsecureSecretKeyAccess.get());
    open.clients().register(new Registration(client, keys, Instant.EPOCH, Instant.EPOCH)).join();
  }

  private static void append(JournalStore open, DestinationAddress owner) {
    ((Appended) open.inboxes().append(owner, new byte[1000], 0, 1000)).safe().join();
  }

  private Outcome store(String command, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "store";
    arguments[1] = command;
    arguments[2] = "--id";
    arguments[3] = "alpha";
    System.arraycopy(more, 0, arguments, 4, more.length);
    return postern.run(arguments);
  }

  private static void assertFails(Outcome outcome, int exitCode, String message) {
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.err()).startsWith("postern: ").contains(message).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void verify_aSoundStore_isSound() {
    Outcome outcome = store("verify");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsExactly(
            "Read 6 records in 1 segments: 4 messages in 2 inboxes, 2 registrations.", "Sound.");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void verify_aDamagedStore_saysWhere() throws Exception {
    flipBit(store.resolve("messages/0000000001.segment"), 200);

    Outcome outcome = store("verify");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("messages/0000000001.segment at 64: 1060 bytes are no record")
        .last()
        .isEqualTo("2 things are wrong, see above.");
  }

  private static void flipBit(Path file, int at) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void stats_tellHowMuchThereIs_andNoClient() {
    Outcome outcome = store("stats");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(
            "state           stopped",
            "registrations   2",
            "inboxes         2 with messages",
            "messages        4, 3.9 KiB",
            "segments        1, 4.2 KiB",
            "damage          none")
        .anyMatch(line -> line.startsWith("oldest message  came at 20"))
        .noneMatch(line -> line.contains(ALICE.toBase58()));
  }

  @Test
  void stats_asJson_canBeRead() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(store("stats", "--json", "--top", "1").out().get(0));

    assertThat(json.get("in_use").booleanValue()).isFalse();
    assertThat(json.get("messages").longValue()).isEqualTo(4);
    assertThat(json.get("bytes").longValue()).isEqualTo(4000);
    assertThat(json.has("oldest_at_or_before")).isTrue();
    assertThat(json.get("live_share").doubleValue()).isBetween(0.9, 1.0);
    assertThat(json.get("largest_inboxes")).hasSize(1);
    assertThat(json.get("largest_inboxes").get(0).get("client").textValue())
        .isEqualTo(ALICE.toBase58());
  }

  @Test
  void exportAndImport_carryAllOver() {
    String file = postern.home().resolve("backup").toString();
    String target = postern.home().resolve("restored").toString();

    assertThat(store("export", file).out())
        .containsExactly("Exported 2 registrations and 4 messages (3.9 KiB).");
    assertThat(postern.run("store", "import", "--store", target, file).out())
        .containsExactly("Imported 4 messages and 2 new registrations.");
    assertThat(postern.run("store", "verify", "--store", target).out())
        .contains("Read 6 records in 1 segments: 4 messages in 2 inboxes, 2 registrations.");

    assertFails(store("export", file), 1, "is there already");
    assertThat(store("export", "--force", file).exitCode()).isZero();
    assertFails(postern.run("store", "import", "--store", target, file), 1, "has 4 messages");
    assertThat(postern.run("store", "import", "--store", target, "--add", file).out())
        .containsExactly(
            "Imported 4 messages and 0 new registrations.", "Left 2 registrations as they were.");
  }

  @Test
  void export_toStandardOutput_isTheFile() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        PosternCommand.execute(
            new Surroundings(postern.home(), new PrintStream(out), new PrintStream(err)),
            "store",
            "export",
            "--id",
            "alpha",
            "-");
    Path file = postern.home().resolve("piped");
    Files.write(file, out.toByteArray());

    assertThat(exitCode).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Exported 2 registrations");
    assertThat(
            postern.run("store", "import", "--store", file + ".store", file.toString()).exitCode())
        .isZero();
  }

  @Test
  void export_ofADamagedStore_saysSo_andIsWritten() throws Exception {
    flipBit(store.resolve("messages/0000000001.segment"), 200);
    Path file = postern.home().resolve("backup");

    Outcome outcome = store("export", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("damaged in 1 places").hasLineCount(1);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void import_ofADamagedFile_changesNothing() throws Exception {
    Path file = postern.home().resolve("backup");
    Path target = postern.home().resolve("restored");
    store("export", file.toString());
    flipBit(file, 100);

    assertFails(
        postern.run("store", "import", "--store", target.toString(), file.toString()),
        1,
        "is damaged or cut off at byte 64");
    assertThat(target).doesNotExist();
  }

  @Test
  void purge_removesOneClientsMessages() {
    assertThat(store("purge", "--client", ALICE.toBase58()).out())
        .containsExactly("Removed 3 messages.");
    assertThat(store("stats").out()).contains("messages        1, 1000 bytes", "registrations   2");
    assertThat(store("purge", "--client", BOB.toBase58(), "--forget").out())
        .containsExactly("Removed 1 messages.", "Removed the registration.");
    assertThat(store("stats").out()).contains("messages        0, 0 bytes", "registrations   1");
    assertThat(store("purge", "--client", BOB.toBase58(), "--forget").out())
        .containsExactly("Removed 0 messages.", "There was no registration.");
    assertThat(store("verify").exitCode()).isZero();
  }

  @Test
  void whileTheStoreIsInUse_lookingIsPossible_andChangingIsRefused() throws Exception {
    String file = postern.home().resolve("backup").toString();
    try (JournalStore open = JournalStore.open(store)) {
      append(open, BOB);
      assertThat(store("verify").exitCode()).isZero();
      assertThat(store("verify").out())
          .contains("The store is in use, so what is being written now was not looked at.");
      assertThat(store("stats").out())
          .contains("state           in use", "messages        5, 4.9 KiB");
      assertThat(store("export", file).exitCode()).isZero();
      assertFails(store("import", file), 1, "is in use");
      assertFails(store("purge", "--client", BOB.toBase58()), 1, "is in use");
      append(open, BOB);
    }
    assertThat(store("stats").out()).contains("messages        6, 5.9 KiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "stats", "export FILE", "purge --client " + SOMEBODY})
  void withoutAStore_eachSaysSo(String command) {
    String[] arguments = ("store " + command + " --store " + postern.home() + "/none").split(" ");
    assertFails(postern.run(arguments), 1, "There is no store in");
    assertThat(postern.home().resolve("none")).doesNotExist();
  }

  private static final String SOMEBODY = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store",
        "store verify",
        "store verify --id alpha --store /tmp/elsewhere",
        "store export --id alpha",
        "store import --id alpha",
        "store purge --id alpha",
        "store purge --id alpha --client nobody",
        "store stats --id alpha --top many"
      })
  void wrongUsage_isOneLine_andExitCode2(String command) {
    List<String> before = postern.run("store", "stats", "--id", "alpha").out();
    assertFails(postern.run(command.split(" ")), 2, "; see 'postern store");
    assertThat(postern.run("store", "stats", "--id", "alpha").out()).isEqualTo(before);
  }

  @Test
  void theStore_isFoundByTheConfiguration() {
    String config = postern.config("alpha").toString();
    assertThat(postern.run("store", "stats", "--config", config).exitCode()).isZero();
    assertFails(postern.run("store", "stats", "--id", "beta"), 1, "does not exist");
  }
}
