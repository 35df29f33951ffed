package io.unjam.agent;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.security.CodeSource;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM and the shell come in. Makes {@code io.unjam.runtime} visible to the bootstrap
 * loader, where rewritten classes of every loader find it, and hands over to the agent in a loader
 * of its own.
 *
 * <p>Names nothing of Unjam but by text: whatever this class linked to would be loaded by the
 * application's class loader, and then again by the right one.
 */
public final class Unjam {

  private static final String LAUNCH = "io.unjam.runtime.bridge.Launch";
  private static final String INSTALLATION = "io.unjam.runtime.bridge.Installation";
  private static final String ATTACH = "attach ";
  private static final String LOADER = "io.unjam.runtime.bridge.AgentClassLoader";

  private Unjam() {}

  /** Called by the JVM before the application's {@code main}. Never throws. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation, false);
  }

  /**
   * Called by the JVM when attached to a running application. Never throws.
   *
   * @param argument options, as at the start; or {@code @FOLDER}, where the command line has left
   *     the file {@code request} and looks for {@code reply}
   */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    if (argument == null || !argument.startsWith("@")) {
      start(argument, instrumentation, true);
      return;
    }
    File folder = new File(argument.substring(1));
    try {
      String request = Files.readString(new File(folder, "request").toPath());
      Files.writeString(new File(folder, "reply").toPath(), reply(request, instrumentation));
    } catch (Throwable e) {
      // The application must not notice; who asked finds no reply and says so.
      System.err.println("[unjam] can't answer in " + folder + ": " + e);
    }
  }

  /** What the agent that is here answers; without one the only command is to start one. */
  private static String reply(String request, Instrumentation instrumentation) throws Throwable {
    String reply = null;
    try {
      reply =
          (String)
              Class.forName(INSTALLATION, true, null)
                  .getMethod("command", String.class)
                  .invoke(null, request);
    } catch (ClassNotFoundException neverHere) {
      // No Unjam ever was in this JVM.
    }
    if (reply != null) {
      return reply;
    }
    if (!request.startsWith(ATTACH)) {
      return "error\nthis JVM does not run Unjam";
    }
    String failure = start(request.substring(ATTACH.length()), instrumentation, true);
    if (failure != null) {
      return "error\n" + failure;
    }
    return (String)
        Class.forName(INSTALLATION, true, null)
            .getMethod("command", String.class)
            .invoke(null, "status");
  }

  /**
   * The command line: {@code java -jar unjam.jar COMMAND}. Ends the JVM with the command's exit
   * code.
   *
   * @throws ReflectiveOperationException if the jar is not whole
   * @throws URISyntaxException if the jar's place can't be named as a file
   */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, URISyntaxException {
    Class<?> loader = Class.forName(LOADER);
    Object agent =
        loader
            .getConstructor(File.class, ClassLoader.class)
            .newInstance(jar(), loader.getClassLoader());
    Object status =
        Class.forName("io.unjam.agent.cli.Main", true, (ClassLoader) agent)
            .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
            .invoke(null, arguments, System.out, System.err);
    System.exit((Integer) status);
  }

  /** Returns why nothing is in force, {@code null} if all went well. */
  private static @Nullable String start(
      @Nullable String argument, Instrumentation instrumentation, boolean running) {
    try {
      File jar = jar();
      @Nullable Object[] call = {argument, instrumentation, running, null};
      launch(jar, instrumentation)
          .getMethod("install", File.class, Object[].class)
          .invoke(null, jar, call);
      return (String) call[3];
    } catch (Throwable e) {
      // Whatever it is, the application must start: a jar that is cut short or unreadable ends up
      // here; everything later is handled and explained by the agent itself.
      Throwable cause = e;
      while (cause instanceof InvocationTargetException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      System.err.println("[unjam] can't start, the application runs unchanged: " + cause);
      return "can't start, the application runs unchanged: " + cause;
    }
  }

  private static Class<?> launch(File jar, Instrumentation instrumentation)
      throws IOException, ClassNotFoundException {
    try {
      // There already if another agent of ours came first.
      return Class.forName(LAUNCH, true, null);
    } catch (ClassNotFoundException e) {
      try (JarFile file = new JarFile(jar, false)) {
        instrumentation.appendToBootstrapClassLoaderSearch(file);
      }
      return Class.forName(LAUNCH, true, null);
    }
  }

  private static File jar() throws URISyntaxException {
    CodeSource source = Unjam.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      return new File(source.getLocation().toURI());
    }
    // On the bootstrap class path, where a user puts the jar to keep an archive of the
    // application's classes: its classes have no source there.
    URL here = ClassLoader.getSystemResource("io/unjam/agent/Unjam.class");
    String place = here == null ? "" : here.toString();
    int end = place.lastIndexOf("!/");
    if (end < 0 || !place.startsWith("jar:")) {
      throw new IllegalStateException("the agent's jar is not to be found: " + place);
    }
    return new File(new URI(place.substring("jar:".length(), end)));
  }
}
