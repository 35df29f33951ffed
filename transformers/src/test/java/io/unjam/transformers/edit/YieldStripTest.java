package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Yields;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YieldStripTest {
  private static final String STRIP =
      """
        - name: none
          at: { package: com.acme }
          yield: { variant: strip }
      """;
  private static final String WORD = "    assume: [yield-not-required]\n";
  private static final String KEEP =
      """
        - name: but here
          at: { class: com.acme.fixture.Yields, method: work }
          yield: { variant: keep }
      """;

  private static Rewritten rewrite(String rules) {
    Rewritten result = rewriter(rules).rewrite(ClassBytes.of(Yields.class), ClassBytes.ALL);
    assertThat(result.failure()).isNull();
    return result;
  }

  private static Rewriter rewriter(String rules) {
    return new Rewriter(Rules.of(rules), new RewriterTest.CountingIds());
  }

  private static List<String> of(Rewritten result, Verdict verdict) {
    return result.plan().decisions().stream()
        .filter(decision -> decision.verdict() == verdict)
        .map(Decision::site)
        .map(site -> site.method() + " " + site.target())
        .toList();
  }

  @Test
  void stripsNothingWithoutTheWordAndSaysWhatItWouldMean() {
    Rewritten result = rewrite(STRIP);

    assertThat(result.edited()).isNull();
    assertThat(result.plan().decisions())
        .filteredOn(decision -> decision.verdict() == Verdict.REFUSED)
        .hasSize(5)
        .allSatisfy(
            decision ->
                assertThat(decision.reason())
                    .contains("may wait for another thread", "yield-not-required"));
  }

  @Test
  void stripsEveryCallByTheWordAndLeavesReferences() {
    Rewritten result = rewrite(STRIP + WORD);

    assertThat(of(result, Verdict.APPLIED))
        .containsExactly(
            "work Thread.yield",
            "waits Thread.yield",
            "first Thread.yield",
            "first Thread.yield",
            "lambda$lambdas$0 Thread.yield");
    assertThat(of(result, Verdict.NOT_APPLICABLE)).containsExactly("lambdas Thread::yield");
  }

  @Test
  void keepsWhatAnEarlierRuleKeeps() {
    Rewritten result = rewrite(KEEP + STRIP + WORD);

    assertThat(of(result, Verdict.APPLIED)).hasSize(4).doesNotContain("work Thread.yield");
    assertThat(of(result, Verdict.NOT_APPLICABLE)).contains("work Thread.yield");
    assertThat(of(result, Verdict.REFUSED)).containsExactly("work Thread.yield");
  }

  @ParameterizedTest
  @CsvSource({"work,5,5", "onStack,7,2", "lambdas,3,1"})
  void callsTheHookWhereTheYieldStood(String name, int argument, int calls) throws Exception {
    Class<?> edited = EditedLoader.load(rewriter(STRIP + WORD), Yields.class);
    Method method = edited.getMethod(name, int.class);
    Object result = method.invoke(edited.getDeclaredConstructor().newInstance(), argument);

    assertThat(result)
        .isEqualTo(Yields.class.getMethod(name, int.class).invoke(new Yields(), argument));
    assertThat((List<?>) hooks(edited).getField("EVENTS").get(null))
        .hasSize(calls)
        .allMatch("stripped"::equals);
  }

  @Test
  void autoTakesTheLoopsThatWorkOrWaitAndSaysWhyItKeepsTheOthers() throws Exception {
    Rewritten result =
        rewrite(
            """
              - name: proven
                at: { package: com.acme }
                yield: auto
            """);

    assertThat(of(result, Verdict.APPLIED))
        .containsExactly("work Thread.yield", "waits Thread.yield");
    assertThat(result.plan().decisions())
        .extracting(Decision::reason)
        .anySatisfy(reason -> assertThat(reason).matches("stripped: the loop at line 13 ends.*"))
        .anySatisfy(reason -> assertThat(reason).matches("yields, then parks.*line 22 waits.*"))
        .anySatisfy(reason -> assertThat(reason).contains("kept: ", "stands in no loop"));
  }

  private static Class<?> hooks(Class<?> edited) throws ClassNotFoundException {
    return Class.forName("io.unjam.runtime.hook.YieldHooks", true, edited.getClassLoader());
  }
}
