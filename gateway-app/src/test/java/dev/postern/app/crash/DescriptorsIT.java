package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's process that may open no more files. */
@Timeout(300)
class DescriptorsIT {
  private static final int MORE_THAN_FIT = 40;
  private static final int FEW = 200;

  @Test
  void gatewayWithoutDescriptors_servesThoseItHas_saysWhyOnce_andRecovers(@TempDir Path home)
      throws Exception {
    assumeTrue(Commands.works("prlimit", "--version"), "prlimit is not installed");
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    List<Socket> knocking = new ArrayList<>();
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.start()) {
      PacketSource source = gateway.newSource(acks.hop(), new Ledger());
      DemoClient client = gateway.newClient();
      client.register();
      try (Socket mixNode = source.connect()) {
        source.send(mixNode, client.address());
        assertThat(PacketSource.idOf(client.receive(), client.address())).isOne();
        acks.await(1, Duration.ofMinutes(1));

        long open = new ProcessFigures(process.pid()).descriptors();
        limit(process, open);
        for (int i = 0; i < MORE_THAN_FIT; i++) {
          knocking.add(new Socket(gateway.clients().getAddress(), gateway.clients().getPort()));
        }
        assertThat(process.awaitLine("can't take connections")).contains("Too many open files");
        for (long id = 2; id <= 20; id++) {
          source.send(mixNode, client.address());
          assertThat(PacketSource.idOf(client.receive(), client.address())).isEqualTo(id);
        }
        acks.await(20, Duration.ofMinutes(1));

        for (Socket socket : knocking) {
          socket.close();
        }
        limit(process, open + FEW);
        DemoClient newcomer = gateway.newClient();
        newcomer.register();
        source.send(mixNode, newcomer.address());
        assertThat(PacketSource.idOf(newcomer.receive(), newcomer.address())).isEqualTo(21);
        assertThat(process.output())
            .filteredOn(line -> line.contains("can't take connections"))
            .hasSize(1);
      }
    }
    assertThat(gateway.damage()).isEmpty();
  }

  /** Two hundred from the start: the limits of connections give way, and none is ever missing. */
  @Test
  void gatewayWithFewDescriptors_turnsTooManyAway_andIsNeverOutOfThem(@TempDir Path home)
      throws Exception {
    assumeTrue(Commands.works("prlimit", "--version"), "prlimit is not installed");
    JarGateway gateway = JarGateway.asUsersRunIt(home, "-XX:-MaxFDLimit");
    List<Socket> flood = new ArrayList<>();
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.startWithin("prlimit", "--nofile=" + FEW + ":" + FEW)) {
      PacketSource source = gateway.newSource(acks.hop(), new Ledger());
      DemoClient client = gateway.newClient();
      client.register();
      try (Socket mixNode = source.connect()) {
        // The way of the acks is open before the flood: in it, one attempt may fail.
        source.send(mixNode, client.address());
        assertThat(PacketSource.idOf(client.receive(), client.address())).isOne();
        acks.await(1, Duration.ofMinutes(1));
        for (int i = 0; i < 2 * FEW; i++) {
          flood.add(new Socket(gateway.clients().getAddress(), gateway.clients().getPort()));
        }
        for (long id = 2; id <= 20; id++) {
          source.send(mixNode, client.address());
          assertThat(PacketSource.idOf(client.receive(), client.address())).isEqualTo(id);
        }
        acks.await(20, Duration.ofMinutes(1));
        assertThat(new ProcessFigures(process.pid()).descriptors()).isLessThan(FEW);
      }
      for (Socket socket : flood) {
        socket.close();
      }
      gateway.newClient().register();
    }
    assertThat(gateway.damage()).isEmpty();
  }

  private static void limit(PosternProcess process, long descriptors) throws Exception {
    Commands.run("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + descriptors + ":");
  }
}
