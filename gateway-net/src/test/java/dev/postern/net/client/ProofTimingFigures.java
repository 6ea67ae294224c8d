package dev.postern.net.client;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import dev.postern.storage.SeenTags;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Whether the time that {@link ProofCheck} takes tells in what a proof is wrong: kinds of wrong
 * proofs in random order, and Welch's t between their times, as dudect does. Below 4.5 there is
 * nothing that shows. A program of its own, since such figures are for people to judge:
 *
 * <pre>
 * java -cp (the tests' classpath) dev.postern.net.client.ProofTimingFigures 2000000
 * </pre>
 */
final class ProofTimingFigures {
  private static final int PROOFS_OF_A_KIND = 4096; // none is checked twice in a short time
  private static final int WARM_UP = 300_000;

  // Interruptions are long and hit all kinds; dudect leaves them out in the same way.
  private static final double[] KEPT = {1.0, 0.99, 0.9, 0.5};

  private static final int WRONG_IN_THE_FIRST_BYTE = 0;
  private static final int WRONG_IN_THE_LAST_BYTE = 1;
  private static final int OF_AN_UNKNOWN_CLIENT = 2;
  private static final int WRONG_IN_THE_FIRST_BYTE_TOO =
      3; // shows what the method makes of nothing
  private static final int KINDS = 4;

  private final Primitives primitives = TestGateway.ENGINE.newPrimitives();
  private final Client client = Client.random();
  private final Optional<Registration> registration =
      Optional.of(
          new Registration(
              client.address(), client.keys().secretBytes(), TestGateway.NOW, TestGateway.NOW));
  private final SeenTags seen = new MemoryStore().replays().logins();
  private final AuthenticationProof[][] proofs = new AuthenticationProof[KINDS][PROOFS_OF_A_KIND];

  private ProofTimingFigures() {
    // By turns: what lies beside each other in memory is read in the same time.
    for (int i = 0; i < PROOFS_OF_A_KIND; i++) {
      for (int kind = 0; kind < KINDS; kind++) {
        proofs[kind][i] = proof(kind);
      }
    }
  }

  /** Takes the number of measurements of each kind. */
  public static void main(String[] args) {
    int each = Integer.parseInt(args[0]);
    ProofTimingFigures figures = new ProofTimingFigures();
    figures.measure(WARM_UP);
    long[][] nanos = figures.measure(each);
    System.out.printf(
        Locale.ROOT,
        "%d measurements of each kind; mean of the first %.0f ns%n",
        each,
        Arrays.stream(nanos[0]).average().orElseThrow());
    for (double kept : KEPT) {
      long[][] cropped = crop(nanos, kept);
      System.out.printf(
          Locale.ROOT,
          "the fastest %3.0f %%: t of first against first %5.2f, last %5.2f, unknown %5.2f%n",
          100 * kept,
          welch(cropped[WRONG_IN_THE_FIRST_BYTE], cropped[WRONG_IN_THE_FIRST_BYTE_TOO]),
          welch(cropped[WRONG_IN_THE_FIRST_BYTE], cropped[WRONG_IN_THE_LAST_BYTE]),
          welch(cropped[WRONG_IN_THE_FIRST_BYTE], cropped[OF_AN_UNKNOWN_CLIENT]));
    }
  }

  private AuthenticationProof proof(int kind) {
    Authenticate right =
        AuthenticationProof.request(
            client.address(), client.keys(), primitives, TestGateway.RANDOM);
    byte[] encrypted = Base58.decode(right.encAddress(), 32);
    encrypted[kind == WRONG_IN_THE_LAST_BYTE ? 31 : 0] ^= 1;
    Authenticate wrong = new Authenticate(right.address(), Base58.encode(encrypted), right.iv());
    return ((Parsed.WellFormed) AuthenticationProof.parse(wrong)).proof();
  }

  /** Times by kind. */
  private long[][] measure(int each) {
    long[][] nanos = new long[KINDS][each];
    int[] count = new int[nanos.length];
    Random order = new Random(1);
    for (int left = each * nanos.length; left > 0; ) {
      int kind = order.nextInt(nanos.length);
      if (count[kind] == each) {
        continue;
      }
      AuthenticationProof proof = proofs[kind][count[kind] % PROOFS_OF_A_KIND];
      Optional<Registration> found = kind == OF_AN_UNKNOWN_CLIENT ? Optional.empty() : registration;
      long start = System.nanoTime();
      ProofCheck.Verdict verdict = ProofCheck.check(proof, found, seen, primitives);
      nanos[kind][count[kind]++] = System.nanoTime() - start;
      left--;
      if (!(verdict instanceof ProofCheck.Verdict.Refused)) {
        throw new AssertionError("a wrong proof was taken");
      }
    }
    return nanos;
  }

  /** Without what took longer than a part of all did, whatever its kind. */
  private static long[][] crop(long[][] nanos, double kept) {
    long[] all = Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
    long longest = all[(int) Math.min(all.length - 1L, Math.round(kept * all.length))];
    return Arrays.stream(nanos)
        .map(kind -> Arrays.stream(kind).filter(time -> time <= longest).toArray())
        .toArray(long[][]::new);
  }

  private static double welch(long[] a, long[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    return (meanA - meanB)
        / Math.sqrt(variance(a, meanA) / a.length + variance(b, meanB) / b.length);
  }

  private static double variance(long[] values, double mean) {
    return Arrays.stream(values).mapToDouble(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }
}
