package io.unjam.runtime.bridge;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which Unjam this JVM runs, and how commands reach it. There is one bootstrap loader and so one of
 * these in a JVM: a second agent, from whatever jar, finds the first one's entry and stays out.
 * Safe for use by several threads.
 */
public final class Installation {

  private static @Nullable String holder;
  private static @Nullable String version;
  private static @Nullable UnaryOperator<String> commands;
  private static @Nullable KeptBytes keySets;

  private Installation() {}

  /**
   * Takes the JVM for an agent.
   *
   * @param description version and jar, for the message of whoever comes second
   * @param agentVersion the agent's; the classes on the bootstrap path stay after a detach, and
   *     only an agent of their version works with them
   * @return {@code null} if it is the caller's now, else a description of who has it
   */
  public static synchronized @Nullable String claim(String description, String agentVersion) {
    if (holder != null) {
      return holder;
    }
    if (version != null && !version.equals(agentVersion)) {
      return version + " until it ends: its runtime stays on the bootstrap class path";
    }
    holder = description;
    version = agentVersion;
    return null;
  }

  /**
   * Gives the JVM back: whoever claims it next gets it.
   *
   * <p>No reference to the agent remains here.
   */
  public static synchronized void release() {
    holder = null;
    commands = null;
  }

  /**
   * Says who carries out commands.
   *
   * @param operator takes a command, returns its reply; called by one thread at a time or several
   */
  public static synchronized void serve(UnaryOperator<String> operator) {
    commands = operator;
  }

  /**
   * Hands a command to the agent that is installed.
   *
   * @return its reply, or {@code null} where none is installed
   */
  public static @Nullable String command(String command) {
    UnaryOperator<String> operator;
    synchronized (Installation.class) {
      operator = commands;
    }
    return operator == null ? null : operator.apply(command);
  }

  /** What keeps the JDK's key sets patched without an agent; {@code null} where nothing does. */
  public static synchronized @Nullable KeptBytes keySets() {
    return keySets;
  }

  /** From now on the JDK's key sets stay patched, whoever comes and goes. */
  public static synchronized void keepKeySets(KeptBytes kept) {
    keySets = kept;
  }
}
