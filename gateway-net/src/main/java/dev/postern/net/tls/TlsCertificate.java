package dev.postern.net.tls;

import dev.postern.net.StackLine;
import dev.postern.storage.FileProblem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a new connection gets for TLS. Now and then it looks at the files: a pair that is new and
 * good takes the place of the old one for connections to come, and those that are open go on under
 * the old one. A bad pair changes nothing.
 *
 * <p>It goes by what is in the files, not by dates and not by the file system's notifications: it
 * sees a symbolic link that points elsewhere (certbot), a mounted secret that is swapped
 * (Kubernetes), a copy that keeps the old date, and network file systems.
 *
 * <p>Thread-safe.
 */
public final class TlsCertificate implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsCertificate.class);
  private static final long MOST_BYTES = 1 << 20; // a chain has some kilobytes

  private final TlsFiles files;
  private final TlsPolicy policy;
  private final TlsMetrics metrics;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(TlsCertificate::thread);

  private volatile SslContext current;

  // Guarded by this: digests of what the files held, or of why they couldn't be read.
  private String good;
  private String bad = "";
  private boolean badWasTold;

  private TlsCertificate(TlsFiles files, TlsPolicy policy, TlsMetrics metrics) throws TlsException {
    this.files = files;
    this.policy = policy;
    this.metrics = metrics;
    Contents contents = Contents.read(files);
    this.current = context(contents);
    this.good = contents.digest();
  }

  /** Reads both files; throws with a line for an operator if they can't be used. */
  public static TlsCertificate load(TlsFiles files, TlsMetrics metrics) throws TlsException {
    TlsCertificate loaded = new TlsCertificate(files, TlsPolicy.of(files.provider()), metrics);
    warnIfExposed(files.privateKey());
    return loaded;
  }

  /** Looks at the files again and again from now on, until it is closed. */
  public void watch(Duration pause) {
    var unused =
        watcher.scheduleWithFixedDelay(
            this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The TLS of one connection. Its handshake has no limit of its own in time. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = current.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** The name of the provider in use. */
  public String providerName() {
    return policy.providerName();
  }

  /**
   * Looks at the files once. A bad pair is told of when it is met for the second time in a row: two
   * files can't be changed at one moment, and whoever looks between the two sees a bad pair.
   */
  synchronized void look() {
    String digest = "";
    try {
      Contents contents = Contents.read(files);
      digest = contents.digest();
      if (digest.equals(good)) {
        bad = "";
      } else if (!digest.equals(bad) || !badWasTold) {
        current = context(contents);
        good = digest;
        bad = "";
        metrics.loaded.increment();
        log.info("New connections get the new TLS certificate in {}", files.certificateChain());
        warnIfExposed(files.privateKey());
      }
    } catch (TlsException e) {
      String why = String.valueOf(e.getMessage());
      refuse(digest.isEmpty() ? why : digest, why);
    } catch (RuntimeException e) {
      // Nobody else would hear of it, and there would be no further look.
      refuse(digest, StackLine.of(e));
    }
  }

  private void refuse(String digest, String why) {
    if (!digest.equals(bad)) {
      bad = digest;
      badWasTold = false;
    } else if (!badWasTold) {
      badWasTold = true;
      metrics.refused.increment();
      log.warn("The TLS certificate stays the old one: {}", why);
    }
  }

  private SslContext context(Contents contents) throws TlsException {
    ServerKey key = ServerKey.parse(files, contents.certificates(), contents.key());
    try {
      SslContext context = policy.context(key);
      warnOfDates(key);
      return context;
    } catch (SSLException e) {
      throw TlsException.privateKey(
          files.privateKey(),
          policy.providerName() + " can't use it",
          "use an ECDSA or RSA key and its certificate");
    }
  }

  private void warnOfDates(ServerKey key) {
    Instant now = Instant.now();
    if (now.isAfter(key.notAfter())) {
      log.warn(
          "The TLS certificate in {} expired on {}: clients will refuse it; renew it",
          files.certificateChain(),
          key.notAfter());
    } else if (now.isBefore(key.notBefore())) {
      log.warn(
          "The TLS certificate in {} is not good before {}: clients will refuse it until then",
          files.certificateChain(),
          key.notBefore());
    }
  }

  /** The group may read it: that is how systems give a key to those who serve with it. */
  private static void warnIfExposed(Path key) {
    try {
      if (key.getFileSystem().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
        log.warn("{} can be read by everybody on this machine: chmod o-r it", key);
      }
    } catch (IOException goneAlready) {
      // The next look will say so.
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "postern-tls-files");
    thread.setDaemon(true);
    return thread;
  }

  /** Looks no more. Connections stay. */
  @Override
  public void close() {
    watcher.shutdownNow();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared; see digest
  private record Contents(byte[] certificates, byte[] key) {
    static Contents read(TlsFiles files) throws TlsException {
      byte[] certificates;
      try {
        certificates = content(files.certificateChain());
      } catch (IOException e) {
        throw TlsException.certificate(
            files.certificateChain(), FileProblem.of(e), "name a PEM file that this user may read");
      }
      try {
        return new Contents(certificates, content(files.privateKey()));
      } catch (IOException e) {
        throw TlsException.privateKey(
            files.privateKey(), FileProblem.of(e), "name a PEM file that this user may read");
      }
    }

    private static byte[] content(Path file) throws IOException {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is longer than any such file");
      }
      return Files.readAllBytes(file);
    }

    /** Tells these contents from others, and nothing of what they are. */
    String digest() {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(sha256.digest(certificates));
        return HexFormat.of().formatHex(sha256.digest(key));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has SHA-256", e);
      }
    }

    @Override
    public String toString() {
      return "Contents[redacted]";
    }
  }
}
