package io.unjam.agent.cli;

/**
 * The module of the JDK that commands to running JVMs need. Asked before any class is loaded that
 * links to it.
 */
final class AttachModule {

  private AttachModule() {}

  /**
   * Checks that this Java can attach.
   *
   * @throws CommandFailure if it can't
   */
  static void require() throws CommandFailure {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new CommandFailure(
          "this Java ("
              + System.getProperty("java.home")
              + ") has no module jdk.attach: run the command by a whole JDK's java");
    }
  }
}
