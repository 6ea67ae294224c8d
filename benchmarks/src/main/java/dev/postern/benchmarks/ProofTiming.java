package dev.postern.benchmarks;

import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Whether the time of a login's check tells how much of the proof was right, after dudect (Reparaz,
 * Balasch, Verbauwhede, 2017): two kinds of proofs in random order, Welch's t over their times,
 * once with all and then without the slowest. |t| above 4.5 tells them apart. Prints; decides
 * nothing.
 *
 * <pre>
 *   java -cp benchmarks/target/benchmarks.jar dev.postern.benchmarks.ProofTiming [measurements]
 * </pre>
 */
public final class ProofTiming {
  private static final int MEASUREMENTS = 2_000_000;
  private static final int WARM_UP = 200_000;
  private static final int RIGHT = -1;
  private static final int PROOFS = 128; // what 7 bits can choose from
  private static final double[] KEPT = {1, 0.99, 0.9, 0.5};

  private final SecureRandom random = new SecureRandom();
  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final SharedKeys keys = SharedKeys.fromBytes(bytes(SharedKeys.BYTES));
  private final byte[] client = bytes(DestinationAddress.BYTES);
  private int right; // so that no check is optimised away

  private ProofTiming() {}

  /** One table. */
  public static void main(String[] arguments) {
    int measurements = arguments.length == 0 ? MEASUREMENTS : Integer.parseInt(arguments[0]);
    ProofTiming timing = new ProofTiming();
    int last = DestinationAddress.BYTES - 1;
    System.out.printf(
        "t of %,d measurements, and without the slowest 1 %%, 10 %%, 50 %%%n", measurements);
    timing.print("both wrong in the first byte", 0, 0, measurements);
    timing.print("wrong in the first byte or the last", 0, last, measurements);
    timing.print("wrong in the first byte or right", 0, RIGHT, measurements);
    System.out.printf("(%d were right)%n", timing.right);
  }

  private void print(String what, int wrongByte, int otherWrongByte, int measurements) {
    AuthenticationProof[][] kinds = {proofs(wrongByte), proofs(otherWrongByte)};
    double unused = Arrays.stream(measure(kinds, WARM_UP)[0]).sum();
    long[][] times = measure(kinds, measurements);
    StringBuilder line = new StringBuilder();
    for (double kept : KEPT) {
      line.append("%8.2f".formatted(welch(times, kept)));
    }
    System.out.printf("%-40s%s%n", what, line);
  }

  /** Nanoseconds, by kind. */
  private long[][] measure(AuthenticationProof[][] kinds, int measurements) {
    long[][] times = {new long[measurements], new long[measurements]};
    int[] counts = {0, 0};
    byte[] coins = bytes(measurements);
    for (int i = 0; i < measurements; i++) {
      int kind = coins[i] & 1;
      AuthenticationProof proof = kinds[kind][(coins[i] & 0xff) >> 1];
      long begin = System.nanoTime();
      boolean is = proof.isBy(keys, primitives);
      times[kind][counts[kind]++] = System.nanoTime() - begin;
      right += is ? 1 : 0;
    }
    return new long[][] {Arrays.copyOf(times[0], counts[0]), Arrays.copyOf(times[1], counts[1])};
  }

  /** The slowest are dropped by a threshold for both, or the kinds would be cut differently. */
  private static double welch(long[][] times, double kept) {
    long[] all = Arrays.copyOf(times[0], times[0].length + times[1].length);
    System.arraycopy(times[1], 0, all, times[0].length, times[1].length);
    Arrays.sort(all);
    long threshold = all[(int) (kept * (all.length - 1))];
    double[] mean = new double[2];
    double[] errorSquared = new double[2];
    for (int kind = 0; kind < 2; kind++) {
      long[] those = Arrays.stream(times[kind]).filter(time -> time <= threshold).toArray();
      double average = Arrays.stream(those).average().orElse(0);
      double squares = Arrays.stream(those).mapToDouble(x -> (x - average) * (x - average)).sum();
      mean[kind] = average;
      errorSquared[kind] = squares / (those.length - 1) / those.length;
    }
    return (mean[0] - mean[1]) / Math.sqrt(errorSquared[0] + errorSquared[1]);
  }

  /** Many, since where one lies in memory has a time of its own. */
  private AuthenticationProof[] proofs(int wrongByte) {
    AuthenticationProof[] proofs = new AuthenticationProof[PROOFS];
    Arrays.setAll(proofs, i -> proof(wrongByte));
    return proofs;
  }

  /** A right proof, but for one byte of it. */
  private AuthenticationProof proof(int wrongByte) {
    Authenticate request =
        AuthenticationProof.request(DestinationAddress.read(client, 0), keys, primitives, random);
    byte[] encrypted = Base58.decode(request.encAddress(), DestinationAddress.BYTES);
    if (wrongByte != RIGHT) {
      encrypted[wrongByte] ^= 1;
    }
    Authenticate changed =
        new Authenticate(request.address(), Base58.encode(encrypted), request.iv());
    return ((Parsed.WellFormed) AuthenticationProof.parse(changed)).proof();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
