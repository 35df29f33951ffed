package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Sections;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timed locks run with the runtime's own hooks, so what is recorded is under test too. */
class TimedLocksTest {
  private final Rewriter rewriter =
      new Rewriter(
          Rules.of(
              """
                - name: time all
                  at: { package: com.acme }
                  time: { sample: 1 }
              """),
          TimedLocksTest::register);

  private static int register(Decision decision) {
    Site site = decision.site();
    String key = site.method() + "@" + site.instruction();
    return SiteTable.register(
        "locks." + key, key, site.className(), site.method(), site.line(), site.target(), 1);
  }

  /** What is recorded, as waits and holds of each acquisition in the order of the code. */
  @ParameterizedTest
  @CsvSource({
    "guarded, 1/1",
    "throwing, 1/1",
    "again, 1/1 0/0",
    "crossed, 1/1 1/1",
    "inTime, 1/1 0/1",
    "tooLate, 1/1",
    "awaiting, 1/3 1/0 1/0",
    "interrupted, 1/1 0/0",
    "readThenWrite, 1/1 1/1",
    "stamps, 1/1 1/1 0/0",
    "block, 1/1",
    "blocks, 1/1 1/1 0/0",
    "blockThrows, 1/1",
    "blockOfNull, 0/0",
    "loopInBlock, 1/1",
    "blockInLoop, 3/3",
    "waiting, 1/3 1/0 1/0",
    "method, 0/1",
    "methodWaits, 0/2 1/0 0/0",
    "methodThrows, ''",
    "failing, 0/1",
    "staticMethod, ''",
    "counted, 0/1",
    "elsewhere, ''",
    "take, 1/0",
    "untilNow, 1/2 0/0",
    "awaitCount, 1/2 1/0",
    "notified, 1/2 1/0",
    "waitForCount, 0/2 1/0",
    "noMonitor, 0/0 0/0",
  })
  void recordsWaitAndHoldAndChangesNoResult(String method, String expected) throws Exception {
    Class<?> edited = EditedLoader.load(rewriter, Sections.class);
    String called =
        switch (method) {
          case "failing" -> "methodThrows";
          case "counted" -> "staticMethod";
          case "take" -> "elsewhere";
          case "awaitCount" -> "signalled";
          case "waitForCount" -> "notified";
          default -> method;
        };
    Recorder.SHARED.next();

    Object result = call(edited, called);
    Snapshot recorded = Recorder.SHARED.next();

    assertThat(result).isEqualTo(call(Sections.class, called));
    StringBuilder counts = new StringBuilder();
    for (int site : sites(method).values()) {
      counts.append(counts.isEmpty() ? "" : " ");
      counts.append(operations(recorded.site(site, Measure.OPERATION))).append('/');
      counts.append(operations(recorded.site(site, Measure.HOLD)));
    }
    assertThat(counts.toString()).isEqualTo(expected);
  }

  @Test
  void timesWhatOtherThreadsDoInLambdasToo() throws Exception {
    Class<?> edited = EditedLoader.load(rewriter, Sections.class);
    Recorder.SHARED.next();
    call(edited, "tooLate");
    Snapshot recorded = Recorder.SHARED.next();
    Map<Integer, Integer> inLambda = sites("lambda$tooLate$0");

    assertThat(inLambda).hasSize(2);
    // The first attempt doesn't wait, the second waits in vain: that wait is time lost all the
    // same.
    assertThat(
            inLambda.values().stream()
                .map(site -> operations(recorded.site(site, Measure.OPERATION)))
                .toList())
        .containsExactly(0L, 1L);
    assertThat(
            inLambda.values().stream()
                .map(site -> operations(recorded.site(site, Measure.HOLD)))
                .toList())
        .containsExactly(0L, 0L);
  }

  private static long operations(SiteCounts counts) {
    return counts == null ? 0 : counts.operations();
  }

  /** Numbers of a method's sites, by instruction. */
  private static Map<Integer, Integer> sites(String method) {
    Map<Integer, Integer> sites = new TreeMap<>();
    for (int id = 0; id < SiteTable.count(); id++) {
      String key = SiteTable.site(id).key();
      if (key.startsWith("locks." + method + "@")) {
        sites.put(Integer.valueOf(key.substring(key.indexOf('@') + 1)), id);
      }
    }
    return sites;
  }

  private static Object call(Class<?> type, String name) throws Exception {
    Object target = type.getDeclaredConstructor().newInstance();
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        return method.getParameterCount() == 0
            ? method.invoke(target)
            : method.invoke(target, 5L, 1.5);
      }
    }
    throw new AssertionError(name);
  }
}
