package io.unjam.benchmarks.report;

import io.unjam.benchmarks.run.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code docs/applications.md}: the rows of the cases {@code apps/}. */
public final class ApplicationsPage {
  private static final String PREFIX = "apps/";

  private static final String PREAMBLE =
      """
      # Real applications

      Written by `./bench apps/ --jdk 17,25 --docs`; not edited by hand. Each application runs from its published jars, unmodified and driven by
      4 threads in its own JVM: without the agent, with its rule file in `rules/`, and with every write of its own packages timed 1 in 16 (`-timed`).
      It is measured when the JIT compilers of its JVM have come to rest, in one run for throughput and p99. `decisions/0068-programs-are-measured-warm.md` names the rows that are older.
      After every round it checks its own results (sums, journals, versions, watches, checksums); a row stands here only if all of
      them held. `sites` are those applied / refused in that run; the other columns are explained in `benchmarks.md`. A shipped rule file must
      not make its application slower.

      """;

  private ApplicationsPage() {}

  /** Merges the results of real applications into the page; others are not looked at. */
  public static void merge(Path page, List<Result> results) throws IOException {
    List<Result> those = results.stream().filter(ApplicationsPage::isOne).toList();
    if (those.isEmpty()) {
      return;
    }
    List<String> header = new ArrayList<>(TextTable.header());
    header.add("sites");
    header.add("arms");
    DocsPage.merge(page, PREAMBLE, header, those, ApplicationsPage::cells);
  }

  static boolean isOne(Result result) {
    return result.comparison().name().startsWith(PREFIX);
  }

  private static List<String> cells(Result result) {
    List<String> cells = new ArrayList<>(TextTable.cells(result));
    cells.add(result.sites());
    return cells;
  }
}
