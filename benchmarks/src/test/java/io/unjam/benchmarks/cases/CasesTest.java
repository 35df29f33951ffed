package io.unjam.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.benchmarks.stat.Metric;
import io.unjam.benchmarks.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class CasesTest {

  @Test
  void namesAreUniquePerMetricAndWrittenAsFamilySlashCase() {
    assertThat(Cases.all())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.name()).matches("[a-z0-9-]+/[a-z0-9-]+"))
        .extracting(each -> each.name() + each.metric())
        .doesNotHaveDuplicates();
  }

  @Test
  void everyArmNamesAProgramThatExists() throws Exception {
    for (Case each : Cases.all()) {
      for (Arm arm : new Arm[] {each.baseline(), each.variant()}) {
        Class<?> program = Class.forName(arm.program());
        if (each.wholeProcess()) {
          assertThat(program.getMethod("main", String[].class)).isNotNull();
        } else {
          assertThat(Workload.class).isAssignableFrom(program);
        }
      }
    }
  }

  @Test
  void throughputAndPercentileOfAnApplicationComeFromOneRun() {
    List<Case> derby =
        Cases.all().stream().filter(each -> each.name().equals("apps/derby")).toList();

    assertThat(derby).extracting(Case::metric).containsExactly(Metric.THROUGHPUT, Metric.P99);
    assertThat(derby.get(0).sharesRoundsWith(derby.get(1))).isTrue();
    assertThat(derby).allMatch(Case::untilWarm);
  }

  @Test
  void casesOfOtherArmsShareNoRounds() {
    Case first = Cases.all().get(0);

    assertThat(Cases.all().stream().skip(1).filter(first::sharesRoundsWith)).isEmpty();
  }

  @Test
  void pinsAreComparedOnlyWhereThreadsAreBound() {
    for (Case each : Cases.all()) {
      assertThat(each.since()).as(each.name()).isEqualTo(each.name().startsWith("pin/") ? 22 : 17);
    }
  }
}
