package io.unjam.agent.cli;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What the user looks at. Streams that are redirected get neither colour nor progress.
 *
 * @param colour whether results may be coloured
 * @param progress whether progress may be shown on the error stream
 * @param screen whether results may be drawn all over the screen, and keys be read
 */
record Terminal(boolean colour, boolean progress, boolean screen) {
  private static final String ESC = "\u001b[";

  static Terminal of(PrintStream out, PrintStream err) {
    boolean terminal = isTerminal(System.console());
    String kind = System.getenv("TERM");
    boolean results = terminal && out.equals(System.out) && kind != null && !kind.equals("dumb");
    return new Terminal(
        results && System.getenv("NO_COLOR") == null, terminal && err.equals(System.err), results);
  }

  /** From JDK 22 on there is a console without a terminal, too; there it can be asked. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJdk22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  String good(String text) {
    return colour ? ESC + "32m" + text + ESC + "0m" : text;
  }

  String bad(String text) {
    return colour ? ESC + "31m" + text + ESC + "0m" : text;
  }

  String strong(String text) {
    return colour ? ESC + "1m" + text + ESC + "0m" : text;
  }

  String faint(String text) {
    return colour ? ESC + "2m" + text + ESC + "0m" : text;
  }
}
