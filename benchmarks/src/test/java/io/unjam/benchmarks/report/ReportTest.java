package io.unjam.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.benchmarks.cases.Case;
import io.unjam.benchmarks.cases.Cases;
import io.unjam.benchmarks.run.Result;
import io.unjam.benchmarks.stat.Interval;
import io.unjam.benchmarks.stat.Judgement;
import io.unjam.benchmarks.stat.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Case WORK_LOOP = Cases.all().get(0);

  private static Result result(int threads, double ratio) {
    Interval interval = new Interval(ratio, ratio - 1, ratio + 1);
    return new Result(
        WORK_LOOP,
        17,
        threads,
        25,
        interval,
        new Interval(1, 0.98, 1.03),
        Judgement.of(interval, 25, Metric.THROUGHPUT, WORK_LOOP.target()),
        0.9,
        0.95,
        25_000,
        31_000_000,
        75,
        "");
  }

  @Test
  void theTableAlignsItsColumns() {
    assertThat(TextTable.of(List.of(result(2, 40.5))))
        .isEqualTo(
            """
            case             jdk  T  metric             ratio  95 %        A/A           fair           longest op     target   verdict
            yield/work-loop  17   2  throughput (more)  40.5   39.5..41.5  0.980..1.030  0.900 > 0.950  25 us > 31 ms  >= 30.0  PASS
            """);
  }

  @Test
  void theJsonRowHasEveryFieldThatScriptsRead() {
    assertThat(JsonFile.rows(List.of(result(2, 40.5))).get(0))
        .containsOnlyKeys(
            "case",
            "jdk",
            "threads",
            "baseline",
            "variant",
            "metric",
            "target",
            "verdict",
            "pairs",
            "ratio_median",
            "ratio_low",
            "ratio_high",
            "aa_low",
            "aa_high",
            "fairness_baseline",
            "fairness_variant",
            "max_ns_baseline",
            "max_ns_variant",
            "rounds")
        .containsEntry("case", "yield/work-loop")
        .containsEntry("ratio_low", 39.5)
        .containsEntry("verdict", "PASS");
  }

  @Test
  void thePageKeepsRowsThatWereNotMeasuredAgain(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("benchmarks.md");
    DocsPage.merge(page, List.of(result(2, 40.5), result(32, 50)));
    DocsPage.merge(page, List.of(result(2, 60.5)));

    assertThat(Files.readString(page))
        .contains("| `yield/work-loop` | 17 | 2 | throughput (more) | 60.5 |")
        .contains("| `yield/work-loop` | 17 | 32 | throughput (more) | 50.0 |")
        .doesNotContain("40.5");
    assertThat(Files.readAllLines(page).stream().filter(line -> line.startsWith("| `"))).hasSize(2);
  }
}
