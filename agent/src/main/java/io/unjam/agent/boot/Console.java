package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import java.io.PrintStream;

/**
 * The lines on the user's terminal, each marked {@code [unjam]}. Writes to the standard error that
 * was there at the start, also after the application has put another in its place. Safe for use by
 * several threads: a message is one write.
 */
public final class Console {

  private static final String MARK = "[unjam] ";

  private final PrintStream out;
  private final Options.Log level;

  Console(PrintStream out, Options.Log level) {
    this.out = out;
    this.level = level;
  }

  /** Something every user wants to know. */
  public void info(String message) {
    if (level != Options.Log.OFF) {
      write(message);
    }
  }

  /** A step, shown with {@code log=debug}. */
  public void debug(String message) {
    if (level == Options.Log.DEBUG) {
      write(message);
    }
  }

  /** An error, and with {@code log=debug} where it comes from. */
  public void error(String message, Throwable cause) {
    info(message);
    if (level == Options.Log.DEBUG) {
      cause.printStackTrace(out);
    }
  }

  /** The JVM's last words, which no setting silences. */
  void last(String message) {
    write(message);
  }

  private void write(String message) {
    // Standard error is unbuffered and its println takes two writes: one line, one write.
    out.print(MARK + message.replace("\n", System.lineSeparator() + MARK) + System.lineSeparator());
    out.flush();
  }
}
