package dev.postern.app.cli;

import dev.postern.net.forwarding.AddressRange;
import dev.postern.net.forwarding.EgressRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about where packets may be sent to, over what is configured already. */
final class EgressOptions {
  @Option(
      names = "--egress",
      paramLabel = "MODE",
      converter = Converters.EgressMode.class,
      description = {
        "'public': packets go to any globally routable address and to listed nodes;"
            + " 'topology': only to mix nodes that the directory lists. 'public' at first."
      })
  private EgressRules.@Nullable Mode mode;

  @Option(
      names = "--egress-allow",
      paramLabel = "ENTRY",
      converter = Converters.Allowed.class,
      description = {
        "Address or block that packets may go to besides, perhaps with a port, such as"
            + " 10.0.0.0/8, 127.0.0.1:1789 or [fd00::/8]:1789; may be repeated."
            + " Loopback and private addresses need it, unless a directory in the same"
            + " network lists them."
      })
  private List<AddressRange> allow = new ArrayList<>();

  EgressRules over(EgressRules before) {
    EgressRules more = before.allow(allow);
    return mode == null ? more : more.withMode(mode);
  }
}
