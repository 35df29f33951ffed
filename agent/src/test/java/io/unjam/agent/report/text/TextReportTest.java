package io.unjam.agent.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SampleRun;
import io.unjam.agent.report.scaling.SiteScaling;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person reads first stands first, and what says nothing takes no line. */
class TextReportTest {

  private static List<String> lines(List<SiteScaling> scaling) {
    RunReport run = SampleRun.report(SampleRun.latency());
    return TextReport.of(
            new RunReport(
                run.version(),
                run.ruleFile(),
                run.uses(),
                run.plans(),
                run.dropped(),
                run.failures(),
                run.latency(),
                run.meanwhile(),
                run.slow(),
                scaling))
        .lines()
        .toList();
  }

  private static SiteScaling held(int site, double share, double most) {
    return new SiteScaling(site, share, most, null, "too few threads");
  }

  @Test
  void ranksSitesByTheTimeLostInThem() {
    List<String> lines = lines(List.of());
    int first = lines.indexOf(lines.stream().filter(l -> l.contains("p99.9")).findFirst().get());
    // Three waits of three milliseconds; thirty writes of a microsecond. The hold of a lock is no
    // loss.
    assertThat(lines.get(first + 1)).startsWith("ReentrantLock.lock").contains("waited");
    assertThat(lines.get(first + 2)).startsWith("ReentrantLock.lock").contains("held");
    assertThat(lines.get(first + 3)).startsWith("ConcurrentHashMap.put").endsWith("30.0");
  }

  @Test
  void saysOfLocksHardlyHeldHowManyThereAre() {
    List<String> lines =
        lines(List.of(held(SampleRun.LOCKS, 0.02, 0.03), held(SampleRun.WRITES, 0.001, 0.009)));
    assertThat(lines).anyMatch(l -> l.contains("held 2.0 % of the time; no prediction: too few"));
    assertThat(lines).contains("  1 more site was held for less than 1 % of the time");

    assertThat(lines(List.of(held(SampleRun.LOCKS, 0, 0), held(SampleRun.WRITES, 0, 0))))
        .contains("  2 sites were held for less than 1 % of the time");
  }

  @Test
  void keepsALineForALockThatWasHeldMuchAtOneTime() {
    assertThat(lines(List.of(held(SampleRun.LOCKS, 0.001, 0.5))))
        .anyMatch(line -> line.contains("held 0.1 % of the time"));
  }

  @Test
  void namesTheLoadersThatShareWhatIsDecided() {
    List<String> lines = lines(List.of());
    assertThat(lines.get(lines.indexOf("com.acme.Live") + 1))
        .isEqualTo("  in 2 class loaders: 'a' (com.acme.Loader), com.acme.Loader@1");
  }
}
