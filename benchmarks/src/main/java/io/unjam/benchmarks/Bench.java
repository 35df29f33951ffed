package io.unjam.benchmarks;

import io.unjam.benchmarks.cases.Case;
import io.unjam.benchmarks.cases.Cases;
import io.unjam.benchmarks.report.ApplicationsPage;
import io.unjam.benchmarks.report.DocsPage;
import io.unjam.benchmarks.report.JsonFile;
import io.unjam.benchmarks.report.TextTable;
import io.unjam.benchmarks.run.Comparison;
import io.unjam.benchmarks.run.Effort;
import io.unjam.benchmarks.run.Jdk;
import io.unjam.benchmarks.run.Layout;
import io.unjam.benchmarks.run.Result;
import io.unjam.benchmarks.stat.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = "bench 0.1.0",
    description = {
      "Measures variants against originals, interleaved in one run.",
      "Exit code 0 when every row was measured, 1 when an arm failed, 2 on wrong usage; with --strict also 1 when a row FAILs."
    })
public final class Bench implements Callable<Integer> {
  @Option(names = "--list", description = "Print the cases and their targets, and measure nothing.")
  private boolean list;

  @Option(
      names = "--quick",
      description =
          "A look: each row within 20 seconds, or a few minutes where a real program has to get warm.")
  private boolean quick;

  @Option(
      names = "--jdk",
      split = ",",
      paramLabel = "FEATURE",
      description =
          "Java releases to run the arms on, such as 17,25. Default: the one that runs this, or 25 "
              + "for a case with nothing to compare there.")
  private List<Integer> releases = new ArrayList<>();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "T",
      description = "Only these numbers of threads.")
  private List<Integer> threads = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the rows as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--docs",
      description = "Also merge the rows into docs/benchmarks.md and docs/applications.md.")
  private boolean docs;

  @Option(names = "--strict", description = "Exit with 1 when a row FAILs.")
  private boolean strict;

  @Option(names = "--root", hidden = true, description = "The checkout.")
  private Path root = Path.of("").toAbsolutePath();

  @Parameters(
      arity = "0..*",
      paramLabel = "CASE-OR-PREFIX",
      description =
          "Cases by name, or by the start of names where no case has that one, as --list prints them.")
  private List<String> names = new ArrayList<>();

  /** The newest release that is tested. */
  private static final int NEWEST = 25;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  /** Ends the JVM with the command's exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      for (Case comparison : Cases.all()) {
        out.printf(
            "%-26s %-18s %-10s %s%n",
            comparison.name(), comparison.metric().label(), target(comparison), comparison.about());
      }
      return 0;
    }
    List<Case> chosen = chosen();
    List<Jdk> jdks = jdks();
    if (chosen.isEmpty() || jdks.isEmpty()) {
      return 2;
    }
    List<Result> results = new ArrayList<>();
    boolean broken = false;
    Comparison comparison = new Comparison(new Layout(root), quick ? Effort.QUICK : Effort.FULL);
    for (List<Case> alike : alike(chosen)) {
      Case first = alike.get(0);
      List<Jdk> able = able(first, jdks);
      broken |= able.isEmpty();
      for (Jdk jdk : able) {
        for (int count : first.threads()) {
          if (!threads.isEmpty() && !threads.contains(count)) {
            continue;
          }
          try {
            results.addAll(measure(comparison, alike, jdk, count));
          } catch (IllegalStateException e) {
            broken = true;
            err.println(first.name() + " on " + jdk.feature() + ": " + e.getMessage());
          }
        }
      }
    }
    out.print(TextTable.of(results));
    if (json != null) {
      JsonFile.write(json, results);
    }
    if (docs) {
      DocsPage.merge(root.resolve("docs").resolve("benchmarks.md"), results);
      ApplicationsPage.merge(root.resolve("docs").resolve("applications.md"), results);
    }
    boolean failed =
        results.stream().anyMatch(result -> result.judgement().verdict() == Verdict.FAIL);
    return broken || (strict && failed) ? 1 : 0;
  }

  private List<Result> measure(Comparison comparison, List<Case> alike, Jdk jdk, int count)
      throws IOException {
    String row = alike.get(0).name() + " jdk " + jdk.feature() + " T " + count;
    // Whether standard error is a terminal only the shell can say; ./bench does.
    boolean terminal = Boolean.getBoolean("bench.terminal");
    if (!terminal) {
      err.println(row + " ...");
    }
    List<Result> results =
        comparison.measure(
            alike,
            jdk,
            count,
            new Comparison.Progress() {
              @Override
              public void pair(int done, int of) {
                if (terminal) {
                  err.print("\r" + row + "  pair " + done + "/" + of + " ");
                }
              }

              @Override
              public void stillCompiling(String label) {
                err.println(row + ": " + label + ": still compiling, measured all the same");
              }
            });
    if (terminal) {
      err.print("\r" + " ".repeat(row.length() + 20) + "\r");
    }
    return results;
  }

  /** Cases that follow each other and share their rounds, together. */
  private static List<List<Case>> alike(List<Case> chosen) {
    List<List<Case>> groups = new ArrayList<>();
    for (Case each : chosen) {
      List<Case> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (!last.isEmpty() && last.get(0).sharesRoundsWith(each)) {
        last.add(each);
      } else {
        groups.add(new ArrayList<>(List.of(each)));
      }
    }
    return groups;
  }

  private List<Case> chosen() {
    if (names.isEmpty()) {
      err.println("Name a case or the start of one; --list prints them, --help says more.");
      return List.of();
    }
    List<Case> chosen = new ArrayList<>();
    for (String name : names) {
      int before = chosen.size();
      boolean whole = Cases.all().stream().anyMatch(each -> each.name().equals(name));
      for (Case each : Cases.all()) {
        boolean meant = whole ? each.name().equals(name) : each.name().startsWith(name);
        if (meant && !chosen.contains(each)) {
          chosen.add(each);
        }
      }
      if (chosen.size() == before) {
        err.println("No case starts with '" + name + "'; --list prints them.");
        return List.of();
      }
    }
    return chosen;
  }

  private List<Jdk> jdks() {
    if (releases.isEmpty()) {
      return List.of(Jdk.current());
    }
    List<Jdk> jdks = new ArrayList<>();
    for (int release : releases) {
      Jdk jdk = Jdk.find(release);
      if (jdk == null) {
        err.println(
            "There is no JDK " + release + " here: name its home in UNJAM_JDK" + release + ".");
        return List.of();
      }
      jdks.add(jdk);
    }
    return jdks;
  }

  /**
   * Those of some JDKs on which a case compares anything. Where nobody named a release, a newer JDK
   * that is here stands in for the one that runs this.
   */
  private List<Jdk> able(Case first, List<Jdk> jdks) {
    List<Jdk> able = new ArrayList<>();
    for (Jdk jdk : jdks) {
      if (jdk.feature() >= first.since()) {
        able.add(jdk);
        continue;
      }
      Jdk newer = releases.isEmpty() ? Jdk.find(NEWEST) : null;
      if (newer != null) {
        able.add(newer);
        continue;
      }
      err.println(
          first.name()
              + " on "
              + jdk.feature()
              + ": there is nothing to compare before Java "
              + first.since()
              + (releases.isEmpty()
                  ? ", and no JDK " + NEWEST + " here: name its home in UNJAM_JDK" + NEWEST
                  : "; --jdk " + NEWEST + " measures it"));
    }
    return able;
  }

  private static String target(Case comparison) {
    Double target = comparison.target();
    if (target == null) {
      return "-";
    }
    return (comparison.metric().moreIsBetter() ? ">= " : "<= ") + target;
  }
}
