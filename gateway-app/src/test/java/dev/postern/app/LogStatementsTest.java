package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every argument of every log call, in the main code of all modules, with the type that the
 * compiler gives it: only what can't hold a secret, and nothing that is made of what can. {@code
 * LeakIT} looks at what is really written.
 */
class LogStatementsTest {
  /** What may stand in a line. */
  private static final Set<String> HARMLESS =
      Set.of(
          "java.lang.String",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Enum",
          "java.nio.file.Path",
          "java.time.Duration",
          "java.time.Instant",
          "java.util.Date",
          "java.net.InetAddress",
          "java.net.SocketAddress",
          "java.net.InetSocketAddress",
          "dev.postern.storage.journal.Location",
          "dev.postern.app.directory.Directory",
          "dev.postern.net.forwarding.EgressRules");

  /** Where what fails is ours or a file's, and no peer's bytes are near. */
  private static final Set<String> MAY_LOG_EXCEPTIONS =
      Set.of("dev.postern.storage", "dev.postern.app", "dev.postern.net.tls");

  /** What holds keys, message bytes, destinations or α. */
  private static final Set<String> SECRET =
      Set.of(
          "byte[]",
          "java.nio.ByteBuffer",
          "io.netty.buffer.ByteBuf",
          "com.google.crypto.tink.util.SecretBytes",
          "java.security.PrivateKey",
          "io.netty.handler.codec.http.websocketx.WebSocketFrame",
          "io.netty.handler.codec.http.HttpMessage",
          "dev.postern.sphinx.DestinationAddress",
          "dev.postern.sphinx.HopKeys",
          "dev.postern.sphinx.UnwrappedPacket",
          "dev.postern.sphinx.crypto.IdentityPrivateKey",
          "dev.postern.sphinx.crypto.SphinxPrivateKey",
          "dev.postern.net.MixPacket",
          "dev.postern.net.nym09.ClientControlRequest",
          "dev.postern.net.wire.FinalMessage",
          "dev.postern.net.wire.FramedSphinxPacket",
          "dev.postern.net.nym09.SharedKeys",
          "dev.postern.net.wire.SurbAck",
          "dev.postern.storage.Registration",
          "dev.postern.storage.StoredMessage");

  private final Map<String, String> problems = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();

  @Test
  void logCalls_ofAllModules_passNothingThatCanHoldASecret() throws IOException {
    analyse(mainSources());

    assertThat(calls).hasSizeGreaterThan(50); // or it looks at the wrong place
    assertThat(problems).isEmpty();
  }

  /** The test of the test. */
  @Test
  void logCalls_thatLeak_areFound(@TempDir Path directory) throws IOException {
    Path leaky = directory.resolve("Leaky.java");
    Files.writeString(
        leaky,
        """
        package dev.postern.net.leaky;
        import dev.postern.sphinx.DestinationAddress;
        class Leaky {
          static final org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger(Leaky.class);
          void leak(DestinationAddress client, byte[] key, Exception e, io.netty.buffer.ByteBuf b) {
            log.trace("{}", client);
            log.debug("client " + client);
            log.info("{}", client.toString());
            log.warn("{}", String.valueOf((Object) key));
            log.error("failed", e);
            log.error("{}", e.getMessage());
            Runnable later = () -> log.info("{} {}", 1, b);
            log.info("{} bytes", 17);
          }
        }
        """);

    analyse(List.of(leaky));

    assertThat(problems.keySet().stream().map(place -> place.replaceAll(".*:", "")))
        .containsExactlyInAnyOrder("6", "7", "8", "9", "10", "11", "12");
  }

  private static List<Path> mainSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("sphinx-core", "gateway-storage", "gateway-net", "gateway-app")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("module-info.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private void analyse(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  diagnostic -> {},
                  List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      var units = task.parse();
      task.analyze();
      Trees trees = Trees.instance(task);
      LogCalls scanner = new LogCalls(task, trees);
      units.forEach(unit -> scanner.scan(unit, null));
    }
  }

  private final class LogCalls extends TreePathScanner<Void, Void> {
    private final JavacTask task;
    private final Trees trees;

    LogCalls(JavacTask task, Trees trees) {
      this.task = task;
      this.trees = trees;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
      Element called = trees.getElement(getCurrentPath());
      if (called instanceof ExecutableElement
          && called.getEnclosingElement().toString().equals("org.slf4j.Logger")
          && Set.of("trace", "debug", "info", "warn", "error")
              .contains(called.getSimpleName().toString())) {
        String place = place(call);
        calls.add(place);
        for (ExpressionTree argument : call.getArguments()) {
          check(argument, place);
        }
      }
      return super.visitMethodInvocation(call, null);
    }

    private void check(ExpressionTree argument, String place) {
      if (argument instanceof ConditionalExpressionTree either) {
        check(either.getTrueExpression(), place);
        check(either.getFalseExpression(), place);
        return;
      }
      TypeMirror type = type(argument);
      String where = getCurrentPath().getCompilationUnit().getPackageName().toString();
      boolean exception = isA(type, Set.of("java.lang.Throwable"));
      boolean mayBeException = MAY_LOG_EXCEPTIONS.stream().anyMatch(where::startsWith);
      if (exception ? !mayBeException : !type.getKind().isPrimitive() && !isA(type, HARMLESS)) {
        problems.put(place, argument + " is a " + type);
      }
      // What it is made of: client.toString(), "to " + client.
      new TreePathScanner<Void, Void>() {
        @Override
        public Void scan(Tree part, Void unused) {
          if (part instanceof ExpressionTree expression) {
            TreePath path = trees.getPath(getRoot(), part);
            TypeMirror partType = path == null ? null : trees.getTypeMirror(path);
            Element named = path == null ? null : trees.getElement(path);
            boolean isType = named != null && named.getKind().isClass();
            if (partType != null && !isType && isA(partType, SECRET)) {
              problems.put(place, expression + " is a " + partType);
            }
            if (!mayBeException
                && partType != null
                && named instanceof ExecutableElement method
                && method.getSimpleName().toString().endsWith("essage")
                && isA(method.getEnclosingElement().asType(), Set.of("java.lang.Throwable"))) {
              problems.put(place, expression + " may quote a peer");
            }
          }
          return super.scan(part, null);
        }
      }.scan(new TreePath(getCurrentPath(), argument), null);
    }

    private CompilationUnitTree getRoot() {
      return getCurrentPath().getCompilationUnit();
    }

    private TypeMirror type(ExpressionTree expression) {
      return trees.getTypeMirror(trees.getPath(getRoot(), expression));
    }

    private boolean isA(TypeMirror type, Set<String> names) {
      if (type.getKind() == TypeKind.ARRAY) {
        return names.contains(type.toString());
      }
      if (!(type instanceof DeclaredType declared)) {
        return false;
      }
      // By its element: the type's own text has its annotations in it.
      if (names.contains(declared.asElement().toString())) {
        return true;
      }
      return task.getTypes().directSupertypes(declared).stream()
          .filter(parent -> !parent.toString().equals("java.lang.Object"))
          .anyMatch(parent -> isA(parent, names));
    }

    private String place(Tree tree) {
      var unit = getCurrentPath().getCompilationUnit();
      long position = trees.getSourcePositions().getStartPosition(unit, tree);
      return Path.of(unit.getSourceFile().getName()).getFileName()
          + ":"
          + unit.getLineMap().getLineNumber(position);
    }
  }
}
