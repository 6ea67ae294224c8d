package dev.postern.testing;

import dev.postern.sphinx.crypto.CryptoEngine;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Every test of the packet format runs on both engines; the machines of the tests load both. */
public final class Engines {
  private Engines() {}

  /** What must hold of a case. */
  public interface Claim<T> {
    /** Throws if it doesn't. */
    void check(T one, CryptoEngine engine) throws Exception;
  }

  /** Conscrypt, which must load here, and pure Java. */
  public static List<CryptoEngine> all() {
    return List.of(CryptoEngine.conscrypt().orElseThrow(), CryptoEngine.pureJava());
  }

  /** One test for each engine and case. */
  public static <T> Stream<DynamicTest> onEach(
      List<T> cases, Function<T, String> name, Claim<T> claim) {
    return all().stream()
        .flatMap(
            engine ->
                cases.stream()
                    .map(
                        one ->
                            DynamicTest.dynamicTest(
                                engine.name() + ": " + name.apply(one),
                                () -> claim.check(one, engine))));
  }
}
