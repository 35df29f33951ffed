package io.unjam.agent.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user set, defaults filled in. Immutable.
 *
 * @param rules rule files in the order of reading
 * @param log how much to say
 * @param failOnError whether an error ends the JVM
 * @param report where the summary goes
 * @param record the file or folder of the recording, {@code null} for none
 * @param hlog the file of the histogram log, {@code null} for none
 * @param watch whether rule files are read again when they change
 */
public record Options(
    List<Path> rules,
    Log log,
    boolean failOnError,
    Report report,
    @Nullable Path record,
    @Nullable Path hlog,
    boolean watch) {

  public Options {
    rules = List.copyOf(rules);
  }

  /** How much is said on standard error. */
  public enum Log {
    /** Nothing at all. */
    OFF,
    /** One line on start, and real trouble. */
    INFO,
    /** Every step. */
    DEBUG
  }

  /**
   * Where the summary goes when the application ends.
   *
   * @param wanted whether there is one
   * @param file {@code null} for standard error
   */
  public record Report(boolean wanted, @Nullable Path file) {
    /** No summary. */
    public static final Report OFF = new Report(false, null);

    /** On standard error. */
    public static final Report EXIT = new Report(true, null);
  }
}
