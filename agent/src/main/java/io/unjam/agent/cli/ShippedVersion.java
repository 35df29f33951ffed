package io.unjam.agent.cli;

import io.unjam.agent.boot.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class ShippedVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "unjam " + Version.current() + " (Java " + System.getProperty("java.version") + ")"
    };
  }
}
