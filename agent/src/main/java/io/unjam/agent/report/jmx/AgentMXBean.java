package io.unjam.agent.report.jmx;

/** {@code io.unjam:type=Agent}. */
@Says("The agent: what is in force, what was decided, and the commands that change it")
public interface AgentMXBean {

  /** Its version. */
  @Says("The version of Unjam")
  String getVersion();

  /** Its rule files. */
  @Says("The rule files in force, as they were named")
  String getRules();

  /** Whether edits are in force. */
  @Says("Whether edits are in force; else they act as the original")
  boolean isOn();

  /** Applied decisions. */
  @Says("Sites that are rewritten")
  int getApplied();

  /** Refused decisions. */
  @Says("Sites that could be rewritten but must not be")
  int getRefused();

  /** Decisions that there was nothing to do about. */
  @Says("Sites that a rule names and has nothing to do at")
  int getNotApplicable();

  /** Decisions past the bound. */
  @Says("Decisions past the agent's bound, which were counted and not kept")
  int getDroppedDecisions();

  /** Classes that something went wrong with. */
  @Says("Classes that kept their original bytes because something went wrong")
  int getFailedClasses();

  /** Memory of the recorder. */
  @Says("Memory that the counters of the recorder take, in bytes")
  long getRecorderMemory();

  /** The cap on it. */
  @Says("The most that the counters of the recorder may take, in bytes")
  long getRecorderMemoryLimit();

  /** Whether it was reached. */
  @Says("Whether the counters of the recorder have reached the most that they may take")
  boolean isRecorderLimitReached();

  /**
   * Carries out {@code unjam reload}.
   *
   * @return what was done, as JSON
   * @throws IllegalStateException with the reason where it can't be done
   */
  @Says("Reads the rule files again and applies the difference; returns what was done, as JSON")
  String reload();

  /** Carries out {@code unjam off}; else as {@link #reload}. */
  @Says("Lets every edit act as the original; returns what was done, as JSON")
  String off();

  /** Carries out {@code unjam on}; else as {@link #reload}. */
  @Says("Puts the edits into force again; returns what was done, as JSON")
  String on();
}
