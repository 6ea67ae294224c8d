package dev.postern.testing;

import java.lang.reflect.Constructor;

/** What {@link JazzerProcess} names to Jazzer, which calls these two by their names. */
public final class JazzerRun {
  private static FuzzTarget target; // set before the first input

  private JazzerRun() {}

  /** Takes the target's class name. */
  public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
    Constructor<? extends FuzzTarget> constructor =
        Class.forName(arguments[0]).asSubclass(FuzzTarget.class).getDeclaredConstructor();
    constructor.setAccessible(true);
    target = constructor.newInstance();
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.check(input);
  }
}
