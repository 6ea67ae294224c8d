package dev.postern.app.crash;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What the running jar does while the machine fails it: {@code main HOME FLOOR}. Mounts a small
 * file system over HOME, so it needs to be root in a mount namespace of its own, as {@link
 * FaultsIT} runs it; prints what held and what didn't, and exits with 1 if anything didn't.
 *
 * <p>FLOOR is {@code default} for the gateway's own free-space floor; {@code none} to have the disk
 * run full to the last byte under it.
 *
 * <p>For each {@link Fault}: messages come for a client that is away; in mid-traffic the fault
 * begins. The process lives, says in its log what is wrong if it can't acknowledge any more, and
 * goes on acknowledging without a restart once the fault is over. Then it is killed, and after a
 * restart every message that it ever acknowledged is there.
 */
final class Faults {
  private static final String DISK_SIZE = "512m";
  private static final long LEFT_BY_FILLER = 48L << 20; // more than the floor of a disk that small
  private static final long MORE_THAN_A_SEGMENT = 80L << 20;
  private static final int FOR_WHO_IS_HERE = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final JarGateway gateway;
  private final Ledger ledger = new Ledger();
  private final AckSink sink = new AckSink(ledger);
  private final PacketSource source;
  private final Random random = new Random();
  private int failures;

  private Faults(Path home, String floor) throws Exception {
    this.gateway = JarGateway.asUsersRunIt(home);
    this.source = gateway.newSource(sink.hop(), ledger);
    if (floor.equals("none")) {
      gateway.configure("\n[storage]\nfree_space_floor = 0\nfree_space_resume = 0\n");
    }
  }

  /** Exits with 0 if all held. */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Commands.run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + DISK_SIZE, "tmpfs", args[0]);
    Faults faults = new Faults(home, args[1]);
    faults.play(new Fault.FullDisk(home, LEFT_BY_FILLER));
    faults.play(new Fault.ReadOnlyDirectory(faults.gateway.store()));
    faults.play(new Fault.NoDescriptors());
    System.exit(faults.failures == 0 ? 0 : 1);
  }

  private void play(Fault fault) throws Exception {
    System.out.println(fault);
    Reader away = new Reader(gateway.newClient(), ledger, random.nextLong());
    DemoClient here = gateway.newClient();
    try (PosternProcess process = gateway.start();
        Traffic traffic = new Traffic(source, ledger)) {
      here.register();
      check(
          "a client registers, and acks come", away.register() && traffic.acksCome(away.address()));
      fault.begin(process);
      boolean stopped = traffic.acksStopWithin(MORE_THAN_A_SEGMENT, away.address());
      System.out.println("     acks " + (stopped ? "stopped" : "went on"));
      if (stopped && fault instanceof Fault.FullDisk disk) {
        disk.takeTheRest();
        check("no acks on a full disk", traffic.noAcksCome(away.address()));
        check("a client that is here is served from memory", serves(here, traffic));
      }
      check("the process lives", process.lives());
      List<String> said = process.output().stream().filter(fault::isIn).toList();
      said.stream().limit(3).forEach(line -> System.out.println("     | " + line));
      check("it says what is wrong, in " + said.size() + " lines", !stopped || !said.isEmpty());
      fault.end(process);
      check("acks come again without a restart", traffic.acksCome(away.address()));
      check("clients register again", canRegister());
      here.drop().forEach(content -> note(content, here));
    }
    sink.awaitEnd(PATIENCE);
    ledger.endOfRun();
    System.out.println("     killed and started again");
    check("who was here has its messages", ledger.isComplete(here.address()));
    readAll(away);
    check("nothing is damaged", gateway.damage().isEmpty());
  }

  private void readAll(Reader away) throws Exception {
    try (PosternProcess process = gateway.start()) {
      int acknowledged = ledger.missing(away.address()).size();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      away.catchUpWhile(() -> process.lives() && System.nanoTime() < deadline);
      check(
          "all of " + acknowledged + " acknowledged messages are there",
          ledger.isComplete(away.address()));
      Death.STOPPED.strike(process, random);
    }
  }

  private boolean serves(DemoClient here, Traffic traffic) throws Exception {
    boolean acknowledged = traffic.acksCome(here.address());
    try {
      for (int i = 0; i < FOR_WHO_IS_HERE; i++) {
        note(here.receive(), here);
      }
      return acknowledged;
    } catch (DemoFailure e) {
      return false;
    }
  }

  private void note(byte[] content, DemoClient here) {
    ledger.received(PacketSource.idOf(content, here.address()), here.address());
  }

  private boolean canRegister() {
    return new Reader(gateway.newClient(), ledger, 1).register();
  }

  private void check(String what, boolean holds) {
    System.out.println((holds ? "ok   " : "NOT  ") + what);
    failures += holds ? 0 : 1;
  }
}
