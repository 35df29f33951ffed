package io.unjam.agent.cli;

import io.unjam.agent.cli.top.LiveTable;
import io.unjam.agent.cli.top.LiveView;
import io.unjam.agent.cli.top.Screen;
import io.unjam.agent.cli.top.SortKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unjam top}: the sites of a running JVM, refreshed every few seconds. */
@Command(
    name = "top",
    description = {
      "Shows the write latency of a running JVM as a table that is refreshed: per site the rate, the "
          + "latency and the spikes since the last refresh, what rules do there, and two shares of time: "
          + "WAIT, how long threads were in the operation (of a lock: waited for it), and HELD, how long a "
          + "lock was held; 100 %% is one thread all the time. Keys sort the table, d shows each site's hot "
          + "keys, serial share and predicted scaling, q quits.",
      "Not on a terminal, it prints table after table, or with --json one object a line."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class TopCommand implements Callable<Integer> {

  private static final int DETAILS = 'd';
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 50;
  private static final double MILLIS = 1e3;
  private static final double LEAST_SECONDS = 0.2;
  private static final double MOST_SECONDS = 3600;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "PID|NAME",
      description = "The JVM: its process, or its main class or jar.")
  private String target = "";

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      description = "From refresh to refresh, 0.2 or more (default: ${DEFAULT-VALUE}).")
  private double interval = 2;

  @Option(names = "--once", description = "Show one interval and end.")
  private boolean once;

  @Option(names = "--json", description = "Print JSON objects instead of tables.")
  private boolean json;

  @Option(
      names = {"-d", "--details"},
      description =
          "Show below each site its spikes by level, which keys its slow writes went to, its serial share and its predicted scaling.")
  private boolean details;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private SortKey sort = SortKey.WAIT;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show the first N sites (default: all that fit, or all).")
  private int limit = Integer.MAX_VALUE;

  TopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(interval >= LEAST_SECONDS && interval <= MOST_SECONDS)) {
      throw new ParameterException(spec.commandLine(), "--interval takes 0.2 to 3600 seconds");
    }
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit takes a number above 0");
    }
    try {
      AttachModule.require();
      TargetJvm jvm = TargetJvm.find(target);
      if (!terminal.screen() || once || json) {
        return print(jvm);
      }
      try (Screen screen = Screen.take(spec.commandLine().getOut(), terminal.colour())) {
        return show(jvm, screen);
      }
    } catch (CommandFailure | IOException e) {
      spec.commandLine().getErr().println("top: " + e.getMessage());
      return 1;
    }
  }

  private long intervalMillis() {
    return (long) (interval * MILLIS);
  }

  private int print(TargetJvm jvm) throws CommandFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    LiveTable table = new LiveTable(sort, limit, details);
    int width = Screen.number(System.getenv("COLUMNS"), 0);
    boolean seen = false;
    try (TargetJvm.Watch watch = jvm.watch(intervalMillis())) {
      do {
        String answer = watch.next(intervalMillis() + PATIENCE_MILLIS);
        if (answer == null) {
          throw new CommandFailure("process " + jvm.pid() + " does not answer any more");
        }
        LiveView view = LiveView.of(answer);
        if (json) {
          out.println(
              once
                  ? CheckCommand.GSON.toJson(table.json(view, jvm.pid()))
                  : table.json(view, jvm.pid()));
        } else {
          out.print(seen ? System.lineSeparator() : "");
          table.lines(view, "process " + jvm.pid(), width, 0).forEach(out::println);
        }
        out.flush();
        seen = true;
      } while (!once && !out.checkError());
      return 0;
    } catch (TargetJvm.Ended ended) {
      // A JVM that ends while it is looked at is no failure of the looking.
      if (!seen) {
        throw ended;
      }
      spec.commandLine().getErr().println("top: " + ended.getMessage());
      return 0;
    }
  }

  private int show(TargetJvm jvm, Screen screen) throws CommandFailure, InterruptedException {
    String who = "process " + jvm.pid();
    LiveView view = null;
    SortKey order = sort;
    boolean detailed = details;
    screen.draw(List.of(who + ": measuring for " + interval + " s"), keys(order));
    try (TargetJvm.Watch watch = jvm.watch(intervalMillis())) {
      long answered = System.nanoTime();
      while (true) {
        boolean changed = false;
        String answer = watch.next(0);
        if (answer != null) {
          answered = System.nanoTime();
          view = LiveView.of(answer);
          screen.resize();
          changed = true;
        } else if (System.nanoTime() - answered
            > TimeUnit.MILLISECONDS.toNanos(intervalMillis() + PATIENCE_MILLIS)) {
          throw new CommandFailure(who + " does not answer any more");
        }
        int key = screen.key(LOOK_MILLIS);
        if (key == 'q' || key == 'Q' || key == Screen.GONE) {
          return 0;
        }
        SortKey chosen = SortKey.of(key);
        if (chosen != null) {
          order = chosen;
          changed = true;
        }
        if (key == DETAILS) {
          detailed = !detailed;
          changed = true;
        }
        if (changed && view != null) {
          screen.draw(
              new LiveTable(order, limit, detailed)
                  .lines(view, who, screen.columns(), screen.rows() - 1),
              keys(order));
        }
      }
    }
  }

  /** What can be pressed, the order that is in force in brackets; fits 80 columns. */
  private static String keys(SortKey now) {
    StringBuilder keys =
        new StringBuilder("q quit  ").append((char) DETAILS).append(" details  by");
    for (SortKey each : SortKey.values()) {
      String key = each.key() + " " + each.name().toLowerCase(Locale.ROOT);
      keys.append(' ').append(each == now ? '[' + key + ']' : key);
    }
    return keys.toString();
  }
}
