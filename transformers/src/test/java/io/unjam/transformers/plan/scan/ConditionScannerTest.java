package io.unjam.transformers.plan.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Conditions;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.decide.Deciders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionScannerTest {

  /** Methods with a timed call about a condition, and the field that it is about. */
  private static List<String> timed(String place) {
    List<String> found = new ArrayList<>();
    for (Decision decision :
        Deciders.plannerFor(
                Rules.of(
                    """
                      - name: time
                        at: { class: com.acme.fixture.Conditions%s }
                        time: { sample: 1 }
                    """
                        .formatted(place)))
            .plan(ClassBytes.of(Conditions.class), ClassBytes.ALL)
            .decisions()) {
      if (decision.site().kind() == SiteKind.CONDITION) {
        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        String field = decision.site().field();
        found.add(
            decision.site().target()
                + " "
                + decision.site().method()
                + (field == null ? "" : " " + field.substring(field.lastIndexOf('.') + 1)));
      }
    }
    return found;
  }

  @Test
  void aConditionIsAboutItsLockWhereThatIsKnown() {
    assertThat(timed(""))
        .containsExactly(
            "Condition.await own lock",
            "Condition.awaitNanos written table",
            "Condition.signalAll halved writing",
            "Condition.signal given given",
            "Condition.signal either either",
            "Object.wait monitor monitor",
            "Object.notifyAll self",
            "Object.notify all");
  }

  @Test
  void aRuleAboutALockIsAboutItsConditionsToo() {
    assertThat(timed(", lock: lock")).containsExactly("Condition.await own lock");
    assertThat(timed(", lock: table"))
        .containsExactly(
            "Condition.awaitNanos written table", "Condition.signalAll halved writing");
    assertThat(timed(", lock: monitor")).containsExactly("Object.wait monitor monitor");
    assertThat(timed(", lock: this")).containsExactly("Object.notifyAll self");
    assertThat(timed(", lock: class")).containsExactly("Object.notify all");
  }
}
