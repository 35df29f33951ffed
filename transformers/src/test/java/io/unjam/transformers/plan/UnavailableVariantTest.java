package io.unjam.transformers.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Locks;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.decide.Deciders;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnavailableVariantTest {
  private static final String GATED =
      """
        - name: gated
          at: { package: com.acme.fixture }
          lock: { variant: gated }
      """;

  @Test
  void refusesTheAllocationsThatItsActionIsAbout() {
    List<Decision> decisions = decisions(GATED, Locks.class);
    assertThat(decisions).anyMatch(UnavailableVariantTest::isAllocation);
    assertThat(decisions)
        .allSatisfy(
            decision -> {
              assertThat(decision.verdict()).isEqualTo(Verdict.REFUSED);
              assertThat(decision.reason())
                  .isEqualTo("this version has no lock variant 'gated' yet");
            });
  }

  private static boolean isAllocation(Decision decision) {
    return decision.site().kind() == SiteKind.ALLOCATION;
  }

  private static List<Decision> decisions(String rules, Class<?> type) {
    return Deciders.plannerFor(Rules.of(rules))
        .plan(ClassBytes.of(type), ClassBytes.ALL)
        .decisions();
  }
}
