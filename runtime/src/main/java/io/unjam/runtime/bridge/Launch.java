package io.unjam.runtime.bridge;

import java.io.File;
import java.io.IOException;

/**
 * The step from the bootstrap loader, where the entry class has put this class, into the agent's
 * own loader.
 */
public final class Launch {
  /*
   * Both steps of the way, the entry class to this and this to the agent, are static methods that
   * take two references and return nothing, as premain is. Since JDK 18 a reflective call is made
   * of method handles, whose code is generated for each shape of signature; the JVM has just
   * generated it for its own call of premain. A call with a flag and four arguments would generate
   * 20 classes more, 40 ms of every start.
   */

  private Launch() {}

  /**
   * Starts the agent.
   *
   * @param jar the agent's jar
   * @param call what {@code io.unjam.agent.boot.Agent.install} takes as its first argument
   * @throws IOException if the jar can't be read
   * @throws ReflectiveOperationException if the jar is not whole, or with the cause where the agent
   *     itself fails
   */
  public static void install(File jar, Object[] call)
      throws IOException, ReflectiveOperationException {
    ClassLoader loader = new AgentClassLoader(jar, ClassLoader.getPlatformClassLoader());
    Class.forName("io.unjam.agent.boot.Agent", true, loader)
        .getMethod("install", Object[].class, File.class)
        .invoke(null, call, jar);
  }
}
