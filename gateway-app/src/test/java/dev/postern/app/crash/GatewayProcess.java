package dev.postern.app.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The runnable jar as a process of its own, to be killed. */
final class GatewayProcess {
  private static final String READY = "can receive mix and client traffic";
  private static final long START_SECONDS = 60;

  private final Process process;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch readyOrEnded = new CountDownLatch(1);
  private volatile boolean ready;

  private GatewayProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readOutput, "gateway-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs {@code postern} with these arguments and waits until it ended well. */
  static void runToEnd(Path home, String... arguments) throws IOException, InterruptedException {
    GatewayProcess process = new GatewayProcess(launch(home, arguments));
    if (!process.process.waitFor(START_SECONDS, TimeUnit.SECONDS)
        || process.process.exitValue() != 0) {
      throw new AssertionError(List.of(arguments) + " failed: " + process.output);
    }
  }

  /** Runs a gateway and waits until it serves. */
  static GatewayProcess start(Path home, String id) throws IOException, InterruptedException {
    GatewayProcess gateway = new GatewayProcess(launch(home, "run", "--id", id));
    if (!gateway.readyOrEnded.await(START_SECONDS, TimeUnit.SECONDS) || !gateway.ready) {
      throw new AssertionError("the gateway doesn't start: " + gateway.output);
    }
    return gateway;
  }

  private static Process launch(Path home, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "postern.jar").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    return builder.start();
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (line.contains(READY)) {
          ready = true;
          readyOrEnded.countDown();
        }
      }
    } catch (IOException e) {
      output.add("(output ended: " + e + ")");
    }
    readyOrEnded.countDown();
  }

  /** SIGKILL: no shutdown hook, no flush, nothing. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  boolean lives() {
    return process.isAlive();
  }

  /** SIGTERM; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  List<String> output() {
    return List.copyOf(output);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
