package dev.postern.storage.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The real file system, and the names of the calls in their order: {@code force index.mapdb}. */
final class RecordedFiles {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final FileLayer files = recorded(FileLayer.class, new DiskFiles(), "");

  FileLayer files() {
    return files;
  }

  /** All so far. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  private <T> T recorded(Class<T> type, T target, String of) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, of, method, arguments)));
  }

  private Object call(Object target, String of, Method method, Object... arguments)
      throws Throwable {
    String names = of + names(arguments);
    calls.add(method.getName() + " " + names);
    try {
      Object result = method.invoke(target, arguments);
      return result instanceof OpenFile file ? recorded(OpenFile.class, file, names) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String names(Object... arguments) {
    return arguments == null
        ? ""
        : Arrays.stream(arguments)
            .filter(Path.class::isInstance)
            .map(path -> ((Path) path).getFileName().toString())
            .collect(Collectors.joining(" "));
  }
}
