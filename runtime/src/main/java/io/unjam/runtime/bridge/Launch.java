package io.unjam.runtime.bridge;

import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
   * @param call what {@code io.unjam.agent.boot.Agent.install} takes as its first argument. Where
   *     the third says that the application runs and the last is an answer afterwards, the agent
   *     has left nothing behind, and its jar is closed
   * @throws IOException if the jar can't be read
   * @throws ReflectiveOperationException if the jar is not whole, or with the cause where the agent
   *     itself fails
   */
  public static void install(File jar, @Nullable Object[] call)
      throws IOException, ReflectiveOperationException {
    AgentClassLoader loader = new AgentClassLoader(jar, ClassLoader.getPlatformClassLoader());
    Class.forName("io.unjam.agent.boot.Agent", true, loader)
        .getMethod("install", Object[].class, File.class)
        .invoke(null, call, jar);
    if (Boolean.TRUE.equals(call[2]) && call[3] != null) {
      loader.close();
    }
  }
}
