package dev.postern.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every stock client must find at a Postern gateway, among its like and among others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
abstract class StockClientContract {
  private static final int MANY = 200;
  private static final int FEW = 20;
  private static final int BYTES = 1_000;
  private static final int LONG_BYTES = 100_000;
  private static final int SURBS = 5;
  private static final String[] FORGET = {"--forget", "yes"};

  private Path home;
  private InteropNetwork network;
  private final List<StockClient> started = new ArrayList<>();
  private final AtomicInteger names = new AtomicInteger();

  /** The kinds of clients to be tested. */
  abstract List<StockClients> kinds();

  @BeforeAll
  void startNetwork(@TempDir Path directory) throws Exception {
    home = directory;
    network = InteropNetwork.start(home);
  }

  @AfterEach
  void stopClients() {
    started.forEach(StockClient::close);
    started.clear();
    assertThat(network.complaints()).isEmpty();
    assertThat(network.api().unknown()).isEmpty();
  }

  @AfterAll
  void stopNetwork() {
    network.close();
  }

  private List<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (StockClients sender : kinds()) {
      kinds().forEach(receiver -> pairs.add(Arguments.of(sender, receiver)));
    }
    return pairs;
  }

  private List<Arguments> pairsWithReply() {
    List<Arguments> pairs = new ArrayList<>();
    for (StockClients sender : kinds()) {
      kinds().stream()
          .filter(StockClients::canReply)
          .forEach(replier -> pairs.add(Arguments.of(sender, replier)));
    }
    return pairs;
  }

  private StockClient start(StockClients kind, Path directory, String... options) throws Exception {
    StockClient client = kind.start(network, directory, options);
    started.add(client);
    return client;
  }

  private StockClient start(StockClients kind) throws Exception {
    return start(kind, newDirectory());
  }

  private Path newDirectory() {
    return home.resolve("client-" + names.incrementAndGet());
  }

  private Batch many() {
    return new Batch("many-" + names.incrementAndGet(), MANY, BYTES);
  }

  private Batch few(String label) {
    return new Batch(label + "-" + names.incrementAndGet(), FEW, BYTES);
  }

  private Batch big() {
    return new Batch("big-" + names.incrementAndGet(), 1, LONG_BYTES);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void newClient_registersAndSendsToItself(StockClients kind) throws Exception {
    StockClient client = start(kind);
    Batch many = many();
    Batch big = big();

    client.send(many, client.address());
    client.send(big, client.address());

    client.awaitAll(many);
    client.awaitAll(big);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void messages_toAClientThatIsHere_come(StockClients sender, StockClients receiver)
      throws Exception {
    StockClient alice = start(sender);
    StockClient bob = start(receiver);
    Batch many = many();
    Batch big = big();

    alice.send(many, bob.address());
    alice.send(big, bob.address());

    bob.awaitAll(many);
    bob.awaitAll(big);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void messages_toAClientThatIsAway_waitForIt(StockClients sender, StockClients receiver)
      throws Exception {
    Path bobsDirectory = newDirectory();
    StockClient bob = start(receiver, bobsDirectory);
    String bobsAddress = bob.address();
    bob.leave();
    StockClient alice = start(sender);
    Batch many = many();
    Batch big = big();
    Batch toHerself = few("echo");

    alice.send(many, bobsAddress);
    alice.send(big, bobsAddress);
    alice.send(toHerself, alice.address());
    alice.awaitAll(toHerself);
    StockClient back = start(receiver, bobsDirectory);

    assertThat(back.address()).isEqualTo(bobsAddress);
    back.awaitAll(many);
    back.awaitAll(big);
  }

  @ParameterizedTest
  @MethodSource("pairsWithReply")
  void replyBlocks_bringTheAnswerToWhoeverMadeThem(StockClients sender, StockClients replier)
      throws Exception {
    StockClient alice = start(sender);
    StockClient bob = start(replier);
    Batch question = new Batch("question-" + names.incrementAndGet(), 1, BYTES);
    Batch answer = new Batch("answer-" + names.incrementAndGet(), 2, BYTES);

    alice.send(question, bob.address(), SURBS);
    bob.reply(answer, bob.awaitTag(question));

    alice.awaitAll(answer);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void client_thatIsKilled_comesBackToWhatWasSent(StockClients kind) throws Exception {
    Path directory = newDirectory();
    StockClient killed = start(kind, directory);
    String address = killed.address();
    killed.close();
    StockClient alice = start(kind);
    Batch many = many();

    alice.send(many, address);
    StockClient back = start(kind, directory);

    back.awaitAll(many);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void client_thatForgotItsGateway_registersAgain(StockClients kind) throws Exception {
    Path directory = newDirectory();
    StockClient forgetful = start(kind, directory, FORGET);
    String address = forgetful.address();
    forgetful.leave();
    StockClient alice = start(kind);
    Batch many = many();
    StockClient back = start(kind, directory);

    alice.send(many, back.address());

    back.awaitAll(many);
    assertThat(back.address().equals(address)).isEqualTo(kind.keepsItsIdentity());
  }

  private List<StockClients> forgettable() {
    return kinds().stream().filter(StockClients::asksToBeForgotten).toList();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("forgettable")
  void client_thatHadItselfForgotten_getsNothingUntilItRegistersAgain(StockClients kind)
      throws Exception {
    Path directory = newDirectory();
    StockClient forgotten = start(kind, directory, FORGET);
    String address = forgotten.address();
    forgotten.leave();
    StockClient alice = start(kind);
    Batch lost = few("lost");
    Batch echo = few("echo");
    alice.send(lost, address);
    alice.send(echo, alice.address());
    alice.awaitAll(echo);
    alice.close(); // she would send it again, as nobody acknowledges it

    StockClient back = start(kind, directory);
    assertThat(back.address()).isEqualTo(address);
    StockClient other = start(kind);
    Batch found = few("found");
    other.send(found, address);

    back.awaitAll(found);
    assertThat(back.missing(lost)).hasSize(FEW);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void restartOfTheGateway_keepsWhatWaitsAndWhoIsRegistered(StockClients kind) throws Exception {
    Path bobsDirectory = newDirectory();
    StockClient bob = start(kind, bobsDirectory);
    String bobsAddress = bob.address();
    bob.leave();
    Path alicesDirectory = newDirectory();
    StockClient alice = start(kind, alicesDirectory);
    Batch before = many();
    Batch toHerself = few("echo");
    Batch after = many();

    alice.send(before, bobsAddress);
    alice.send(toHerself, alice.address());
    alice.awaitAll(toHerself);
    network.stopGateway();
    alice.close();
    network.startGateway();
    StockClient aliceAgain = start(kind, alicesDirectory);
    aliceAgain.send(after, bobsAddress);
    StockClient bobAgain = start(kind, bobsDirectory);

    bobAgain.awaitAll(before);
    bobAgain.awaitAll(after);
  }

  private List<StockClients> comingBack() {
    return kinds().stream().filter(StockClients::noticesALostConnection).toList();
  }

  /** A stock client notices that its connection has ended when it sends something, so both do. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("comingBack")
  void restartOfTheGateway_underLiveClients_losesNothing(StockClients kind) throws Exception {
    StockClient alice = start(kind);
    StockClient bob = start(kind);
    Batch before = many();
    Batch during = few("during");
    Batch after = few("after");

    alice.send(before, bob.address());
    bob.send(before, alice.address());
    network.stopGateway();
    alice.send(during, bob.address());
    bob.send(during, alice.address());
    network.startGateway();
    alice.send(after, bob.address());
    bob.send(after, alice.address());

    for (Batch batch : List.of(before, during, after)) {
      alice.awaitAll(batch);
      bob.awaitAll(batch);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void clientOf2020_andStockClient_writeToEachOther(StockClients kind) throws Exception {
    OldClient old = network.newOldClient();
    old.register();
    StockClient stock = start(kind);
    Batch there = many();
    Batch thereBig = big();
    Batch back = many();
    Batch backBig = big();

    old.send(there, stock.address());
    old.send(thereBig, stock.address());
    stock.awaitAll(there);
    stock.awaitAll(thereBig);

    stock.send(back, old.address());
    stock.send(backBig, old.address());
    old.awaitAll(back, backBig);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void clientOf2020_thatIsAway_findsWhatAStockClientSent(StockClients kind) throws Exception {
    OldClient old = network.newOldClient();
    old.register();
    old.disconnect();
    StockClient stock = start(kind);
    Batch many = many();
    Batch toItself = few("echo");

    stock.send(many, old.address());
    stock.send(toItself, stock.address());
    stock.awaitAll(toItself);
    old.authenticate();

    old.awaitAll(many);
  }
}
