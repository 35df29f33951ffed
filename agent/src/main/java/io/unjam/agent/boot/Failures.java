package io.unjam.agent.boot;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Classes that kept their original bytes because something went wrong: each is named once, the
 * first {@value #SPOKEN} on standard error, all of the first {@value #KEPT} in the summary. Safe
 * for use by several threads, also inside a transformer: the lock is held for a map access.
 */
final class Failures {

  private static final int SPOKEN = 20;
  private static final int KEPT = 1000;

  private final Console console;
  private final boolean fail;
  private final Map<String, String> byClass = new LinkedHashMap<>();

  /**
   * Starts with none.
   *
   * @param fail whether the first one ends the JVM
   */
  Failures(Console console, boolean fail) {
    this.console = console;
    this.fail = fail;
  }

  void add(String className, String reason) {
    int number;
    synchronized (byClass) {
      if (byClass.size() >= KEPT || byClass.putIfAbsent(className, reason) != null) {
        return;
      }
      number = byClass.size();
    }
    String message = className + " keeps its original bytes: " + reason;
    if (fail) {
      console.last(message + "\nending the JVM, as on-error=fail asks");
      // Not exit(): this may be a thread inside a transformer, with class-loading locks that
      // shutdown hooks need.
      Runtime.getRuntime().halt(1);
    }
    if (number <= SPOKEN) {
      console.info(message);
    }
    if (number == SPOKEN) {
      console.info("further classes like this are named in the summary alone (report=exit)");
    }
  }

  void add(String className, Throwable cause) {
    add(className, cause.toString());
    console.debug(trace(cause));
  }

  /** What failed so far, oldest first. */
  Map<String, String> all() {
    synchronized (byClass) {
      return new LinkedHashMap<>(byClass);
    }
  }

  private static String trace(Throwable cause) {
    StringBuilder text = new StringBuilder(cause.toString());
    for (StackTraceElement element : cause.getStackTrace()) {
      text.append("\n    at ").append(element);
    }
    return text.toString();
  }
}
