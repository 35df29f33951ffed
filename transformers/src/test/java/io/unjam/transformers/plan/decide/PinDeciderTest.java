package io.unjam.transformers.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Locks;
import com.acme.fixture.Sections;
import com.acme.fixture.Writes;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PinDeciderTest {
  private static final String WHOLE_CLASS =
      """
        - name: pinned
          at: { package: com.acme.fixture }
          pin: { threads: "writer-*" }
      """;

  private static List<Decision> decisions(String rules, Class<?> type) {
    return Deciders.plannerFor(Rules.of(rules))
        .plan(ClassBytes.of(type), ClassBytes.ALL)
        .decisions();
  }

  private static Stream<String> methods(String rules, Class<?> type) {
    return decisions(rules, type).stream().map(decision -> decision.site().method());
  }

  @Test
  void takesMethodsThatWriteConcurrentMapsOrTakeLocks() {
    assertThat(methods(WHOLE_CLASS, Writes.class))
        .contains("put", "resultUsed", "wideLocals", "inTry")
        .doesNotContain("throughField", "<init>", "<clinit>");
    assertThat(methods(WHOLE_CLASS, Sections.class)).contains("again", "inTime", "blockInLoop");
  }

  @Test
  void isAboutNothingButMethodsAsAWhole() {
    for (Class<?> type : List.of(Writes.class, Locks.class, Sections.class)) {
      assertThat(decisions(WHOLE_CLASS, type))
          .allSatisfy(
              decision -> {
                assertThat(decision.site().kind()).isEqualTo(SiteKind.METHOD);
                assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
              });
    }
  }

  @Test
  void takesTheMethodsThatARuleNamesWhateverTheyDo() {
    String rules =
        """
          - name: pinned
            at: { class: com.acme.fixture.Writes, method: throughField }
            pin: { threads: "writer-*" }
        """;

    assertThat(methods(rules, Writes.class)).containsExactly("throughField");
  }

  @Test
  void saysForWhomAndOnWhatItDepends() {
    assertThat(decisions(WHOLE_CLASS, Writes.class))
        .first()
        .extracting(Decision::reason)
        .isEqualTo(
            "threads named writer-* that come here are bound to a processor, on Linux and Java 22"
                + " or later");
  }
}
