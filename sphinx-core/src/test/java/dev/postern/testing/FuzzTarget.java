package dev.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What must hold of a parser for whatever bytes it meets. A subclass, named {@code …FuzzTest}, says
 * what, and gives examples to begin with.
 *
 * <p>Every build tries the examples, what fuzzing has kept ({@link FuzzCorpus}) and a thousand
 * mutants of both, the same ones each time. In the profile {@code fuzz}, Jazzer looks for inputs
 * that take new ways through the code: docs/fuzzing.md.
 */
public abstract class FuzzTarget {
  private static final int MUTANTS = Integer.getInteger("postern.fuzz.mutants", 1000);
  private static final long SEED = Long.getLong("postern.fuzz.seed", 1);

  /** What must hold of any input; throws if it doesn't. Called many times on one object. */
  protected abstract void check(byte[] input) throws Exception;

  /** Inputs that get far. */
  protected abstract List<byte[]> seeds() throws Exception;

  /** The longest input worth trying. */
  protected int maxBytes() {
    return 4096;
  }

  /** One in how many mutants a build tries; more where an input takes long. */
  protected int mutantsDivisor() {
    return 1;
  }

  @Test
  void seeds_hold() throws Exception {
    checkEach(seeds());
    checkEach(List.of(new byte[0]));
  }

  @Test
  void corpus_holds() throws Exception {
    checkEach(FuzzCorpus.of(getClass()));
  }

  @Test
  void mutants_hold() throws Exception {
    Mutations mutations = new Mutations(beginnings(), maxBytes(), SEED);
    for (int i = 0; i < MUTANTS / mutantsDivisor(); i++) {
      checkEach(List.of(mutations.next()));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "postern.fuzz.seconds", matches = "[1-9][0-9]*")
  void jazzer_findsNothing() throws Exception {
    JazzerProcess jazzer = new JazzerProcess(getClass(), maxBytes());
    Duration time = Duration.ofSeconds(Long.getLong("postern.fuzz.seconds"));
    assertThat(jazzer.run(beginnings(), time)).as("see " + jazzer.log()).isZero();
  }

  private List<byte[]> beginnings() throws Exception {
    List<byte[]> all = new ArrayList<>(seeds());
    all.addAll(FuzzCorpus.of(getClass()));
    return all;
  }

  private void checkEach(List<byte[]> inputs) {
    for (byte[] input : inputs) {
      try {
        check(input.clone());
      } catch (Exception | AssertionError | StackOverflowError e) {
        throw new AssertionError("input " + Base64.getEncoder().encodeToString(input), e);
      }
    }
  }
}
