package dev.postern.app.cli;

import dev.postern.app.directory.NymVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program's version, and the protocol's. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"postern " + program() + " (Nym " + NymVersion.OURS + ")"};
  }

  /** From the jar's manifest; classes that lie in a directory have none. */
  private static String program() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return version == null ? "of a build directory" : version;
  }
}
