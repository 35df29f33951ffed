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
 * @param budget the share of the processors' time that timing may take; 0 where rules decide
 * @param memory the most bytes that counters of latency may take
 * @param watch whether rule files are read again when they change
 * @param live what shows the run while it goes on
 */
public record Options(
    List<Path> rules,
    Log log,
    boolean failOnError,
    Report report,
    @Nullable Path record,
    @Nullable Path hlog,
    double budget,
    long memory,
    boolean watch,
    Live live) {

  public Options {
    rules = List.copyOf(rules);
  }

  /**
   * What shows the run while it goes on.
   *
   * @param prometheus the port of the metrics, 0 for a free one; {@code null} for none
   * @param jmx whether there are beans
   * @param jfr whether there are events in the flight recorder
   * @param spikes whether spikes are said on standard error
   */
  public record Live(@Nullable Integer prometheus, boolean jmx, boolean jfr, boolean spikes) {
    /** Nothing does. */
    public static final Live OFF = new Live(null, false, false, false);

    /** Whether anything does. */
    public boolean wanted() {
      return showsCauses() || spikes;
    }

    /** Whether anything does that says what slow operations were slow because of. */
    public boolean showsCauses() {
      return prometheus != null || jmx || jfr;
    }
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
