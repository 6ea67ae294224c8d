package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * The gateway's clients. <b>Regulars</b> are sent messages all the time. A <b>guest</b> registers
 * in mid-traffic, is sent messages until the gateway dies, and comes back until it has them; then
 * it is one of the <b>known</b>, of whom some show up in every round, and all in the end.
 */
final class Crowd {
  private static final int REGULARS = 4;
  private static final int VISITORS = 2;

  private final JarGateway gateway;
  private final Ledger ledger;
  private final Random random;
  private final List<Reader> regulars = new ArrayList<>();
  private final List<Reader> guests = new ArrayList<>();
  private final List<Reader> known = new ArrayList<>();
  private final List<DestinationAddress> recipients = new CopyOnWriteArrayList<>();

  Crowd(JarGateway gateway, Ledger ledger, Random random) {
    this.gateway = gateway;
    this.ledger = ledger;
    this.random = random;
  }

  /** The gateway must be up. */
  void registerRegulars() {
    for (int i = 0; i < REGULARS; i++) {
      Reader regular = newReader();
      if (!regular.register()) {
        throw new AssertionError("a client can't register");
      }
      regulars.add(regular);
      recipients.add(regular.address());
    }
  }

  private Reader newReader() {
    return new Reader(gateway.newClient(), ledger, random.nextLong());
  }

  /** To whom messages are sent now; another list after a while. */
  List<DestinationAddress> recipients() {
    return recipients;
  }

  /** What clients do while a process lives, each to be run on a thread of its own. */
  List<Runnable> visits(BooleanSupplier gatewayLives) {
    List<Runnable> visits = new ArrayList<>();
    regulars.forEach(regular -> visits.add(() -> regular.readWhile(gatewayLives)));
    guests.forEach(guest -> visits.add(() -> guest.catchUpWhile(gatewayLives)));
    if (random.nextBoolean()) {
      Reader guest = newReader();
      visits.add(
          () -> {
            if (guest.register()) {
              recipients.add(guest.address());
              guest.readWhile(gatewayLives);
            }
          });
      guests.add(guest);
    }
    if (!known.isEmpty()) {
      List<Reader> visitors =
          random.ints(VISITORS, 0, known.size()).distinct().mapToObj(known::get).toList();
      visits.add(() -> visitors.forEach(visitor -> visitor.showUpWhile(gatewayLives)));
    }
    return visits;
  }

  /** The process is dead, and all visits have ended. */
  void endOfRun() {
    List<Reader> done =
        guests.stream().filter(guest -> ledger.isComplete(guest.address())).toList();
    guests.removeAll(done);
    for (Reader guest : done) {
      // One whose registration was never answered was never here.
      if (recipients.contains(guest.address())) {
        known.add(guest);
      }
      ledger.forget(guest.address());
    }
    recipients.retainAll(regulars.stream().map(Reader::address).toList());
  }

  /** What clients do after the last kill: everybody comes, and stays until it has everything. */
  List<Runnable> lastVisits() {
    List<Runnable> visits = new ArrayList<>();
    for (Reader reader : everybody()) {
      visits.add(() -> reader.catchUpWhile(() -> true));
    }
    visits.add(() -> known.forEach(reader -> reader.showUpWhile(() -> true)));
    return visits;
  }

  /** What was acknowledged, and its client doesn't have. */
  int missing() {
    return everybody().stream().mapToInt(reader -> ledger.missing(reader.address()).size()).sum();
  }

  private List<Reader> everybody() {
    List<Reader> all = new ArrayList<>(regulars);
    all.addAll(guests);
    return all;
  }

  int registrations() {
    return regulars.size() + guests.size() + known.size();
  }
}
