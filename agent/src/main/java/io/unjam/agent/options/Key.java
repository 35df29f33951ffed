package io.unjam.agent.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every option there is. The table in the user's guide is tested against this one. */
public enum Key {
  /** Rule files. */
  RULES(
      "rules",
      "FILE[;FILE...]",
      "none",
      "Rule files, read in this order; in the agent argument the key may also be repeated."),
  /** How much is said on standard error. */
  LOG(
      "log",
      "info, debug or off",
      "info",
      "What is said on standard error: one line on start and real trouble; or every step; or"
          + " nothing."),
  /** What an error does. */
  ON_ERROR(
      "on-error",
      "keep or fail",
      "keep",
      "What an error of Unjam does: the application runs on unchanged; or the JVM ends with the"
          + " message, before `main` where the error is known by then. An attached agent always"
          + " keeps."),
  /** The summary at exit. */
  REPORT(
      "report",
      "off, exit or FILE",
      "off",
      "The summary when the application ends, decisions and write latency per site: none; on"
          + " standard error; or into a file, as JSON where its name ends in `.json`."),
  /** The recording for {@code unjam report}. */
  RECORD(
      "record",
      "off, FILE or DIR",
      "off",
      "A recording of latency, decisions, pauses and slow writes, one block a second, for"
          + " `unjam report`: none; into a file, written anew; or into an existing folder, as"
          + " `unjam-PID-START.unjam`."),
  /** The same latencies for the tools of HdrHistogram. */
  HLOG(
      "hlog",
      "off or FILE",
      "off",
      "Latencies in the log format of HdrHistogram, one line a second and site, tagged with the"
          + " site's id: none; or into a file, written anew."),
  /** Metrics for Prometheus. */
  PROMETHEUS(
      "prometheus",
      "off or PORT",
      "off",
      "Metrics in the formats of Prometheus and OpenMetrics at `http://127.0.0.1:PORT/metrics`,"
          + " which this machine alone can reach; 0 takes a free port. The address is said when it"
          + " is open, a second or so after the start."),
  /** Beans for JMX. */
  JMX(
      "jmx",
      "on or off",
      "off",
      "Beans `io.unjam:type=Agent` and `type=Latency` in the platform MBean server, once the"
          + " application or a JMX client has made it come into being."),
  /** Events in the flight recorder. */
  JFR(
      "jfr",
      "on or off",
      "off",
      "Events `unjam.SlowWrite`, `unjam.WriteLatency` and `unjam.Decision` in JDK Flight"
          + " Recorder's recordings while one runs."),
  /** Lines about spikes. */
  SPIKES(
      "spikes",
      "off or log",
      "off",
      "A line on standard error for a site where three recorded operations in a row reached level 2"
          + " or 3, by default 500 us and 2 ms: at most one a second, and a site once a minute."),
  /** How much of the processors' time timing may take. */
  BUDGET(
      "budget",
      "off or a share as 1%",
      "off",
      "How much of all processors' time the timing of operations may take: whatever the rules'"
          + " `sample` comes to; or at most such a share, to which each second every site's sampling"
          + " is adapted, `sample` being where it begins."),
  /** How much memory counters may take. */
  MEMORY(
      "memory",
      "a size as 32m",
      "32m",
      "The most memory that counters of latency may take, however many sites and threads there are;"
          + " in KiB, MiB or GiB by `k`, `m` or `g`. It is said when it is reached; operations are"
          + " counted on, in coarser detail."),
  /** Whether changes of the rule files are taken over. */
  WATCH(
      "watch",
      "on or off",
      "off",
      "Whether a rule file that changes is read again and the difference applied, within a second."
          + " A file that others can write, itself or by its folder, is not watched."),
  /** Lowest in precedence. */
  CONFIG(
      "config",
      "FILE",
      "none",
      "A file with further options, one `key=value` a line, `#` starts a comment; every other"
          + " source wins over it.");

  private final String key;
  private final String takes;
  private final String defaultValue;
  private final String doc;

  Key(String key, String takes, String defaultValue, String doc) {
    this.key = key;
    this.takes = takes;
    this.defaultValue = defaultValue;
    this.doc = doc;
  }

  /** As written in the agent argument and in a file. */
  public String key() {
    return key;
  }

  /** What may stand for its value, for people. */
  public String takes() {
    return takes;
  }

  /** The value where nobody gives one, for people. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One sentence. */
  public String doc() {
    return doc;
  }

  /** Its system property: {@code unjam.on-error}. */
  public String property() {
    return "unjam." + key;
  }

  /** Its environment variable: {@code UNJAM_ON_ERROR}. */
  public String variable() {
    return "UNJAM_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static @Nullable Key of(String text) {
    for (Key key : values()) {
      if (key.key.equals(text)) {
        return key;
      }
    }
    return null;
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Key key : values()) {
      names.add(key.key);
    }
    return names;
  }
}
