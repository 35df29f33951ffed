package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Writes;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetFirstTest {
  private static final String FIRST =
      """
        - name: look first
          at: { package: com.acme }
          map: get-first
      """;
  private static final String PUTS_TOO =
      """
        - name: look first
          at: { package: com.acme }
          map: { variant: get-first, puts: true }
      """;
  private static final String TIMED =
      """
        - name: timed
          at: { package: com.acme }
          time: {}
      """;

  private static List<String> of(String rules, Verdict verdict) {
    return new Rewriter(Rules.of(rules), new RewriterTest.CountingIds())
        .rewrite(ClassBytes.of(Writes.class), ClassBytes.ALL).plan().decisions().stream()
            .filter(decision -> decision.verdict() == verdict)
            .map(Decision::site)
            .map(site -> site.method() + " " + site.target())
            .toList();
  }

  @Test
  void putsAreLeftAsTheyAreUnlessTheRuleNamesThem() {
    assertThat(of(FIRST, Verdict.APPLIED))
        .containsExactly(
            "resultUsed ConcurrentMap.putIfAbsent",
            "writeInArgument ConcurrentMap.computeIfAbsent");
    assertThat(of(FIRST, Verdict.NOT_APPLICABLE)).isEmpty();
  }

  @Test
  void whatCanBeNoConcurrentHashMapIsNotApplicable() {
    assertThat(of(PUTS_TOO, Verdict.APPLIED))
        .contains("put ConcurrentMap.put", "throughField Map.put")
        .doesNotContain("localOnly Map.put");
    assertThat(of(PUTS_TOO, Verdict.NOT_APPLICABLE))
        .containsExactlyInAnyOrder(
            "bound Map::put", "boundThroughMap Map::put", "localOnly Map.put");
    assertThat(of(PUTS_TOO, Verdict.REFUSED)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "put,first",
    "resultUsed,first",
    "throughField,first",
    "inTry,first first",
    "writeInArgument,first first",
    "condition,''",
    "localOnly,''",
    "ownSubclass,''",
  })
  void callsTheHookAndChangesNoResult(String method, String events) throws Exception {
    check(PUTS_TOO, method, events);
  }

  @ParameterizedTest
  @CsvSource({
    "resultUsed,begin first end begin end",
    "writeInArgument,begin first end begin first end"
  })
  void timesTheHookAsTheCallThatItStandsFor(String method, String events) throws Exception {
    check(PUTS_TOO + TIMED, method, events);
    check(TIMED + PUTS_TOO, method, events);
  }

  private static void check(String rules, String name, String events) throws Exception {
    Class<?> edited =
        EditedLoader.load(
            new Rewriter(Rules.of(rules), new RewriterTest.CountingIds()), Writes.class);
    Method method = edited.getMethod(name);
    Object result = method.invoke(edited.getDeclaredConstructor().newInstance());

    assertThat(result).isEqualTo(Writes.class.getMethod(name).invoke(new Writes()));
    List<?> heard =
        (List<?>)
            Class.forName("io.unjam.runtime.hook.TimeHooks", true, edited.getClassLoader())
                .getField("EVENTS")
                .get(null);
    assertThat(heard.stream().map(String::valueOf).toList())
        .isEqualTo(events.isEmpty() ? List.of() : List.of(events.split(" ", -1)));
  }
}
