package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's sample, as it stands there. */
class EmbeddingSampleTest {
  @Test
  void sample_startsAGateway(@TempDir Path directory) throws Exception {
    try (Gateway gateway =
        Gateway.builder()
            .identityKey(IdentityPrivateKey.generate(new SecureRandom()))
            .sphinxKey(SphinxPrivateKey.generate(new SecureRandom()))
            .mixnetListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .clientsListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .storeDirectory(directory.resolve("gateway-store"))
            .build()) {
      gateway.start();
      System.out.println("clients connect to " + gateway.clientsAddress());

      assertThat(gateway.clientsAddress().getPort()).isPositive();
    }
  }
}
