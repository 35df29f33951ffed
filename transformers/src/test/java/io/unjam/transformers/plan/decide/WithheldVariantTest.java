package io.unjam.transformers.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.fixture.Maps;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.RuleFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WithheldVariantTest {
  private static final RuleFile RULES =
      Rules.of(
          """
            - name: shard
              at: { class: com.acme.fixture.Maps }
              map: { variant: sharded, shards: 8 }
            - name: measure
              at: { class: com.acme.fixture.Maps }
              time: {}
          """);
  private static final String REASON = "the JDK's key sets can't be made to serve it: changed";
  private static final Map<String, String> WITHHELD = Map.of("map/sharded", REASON);
  private static final byte[] MAPS = ClassBytes.of(Maps.class);

  @Test
  void whatWouldBeAppliedIsRefusedWithTheReasonAndNothingElseChanges() {
    List<Decision> usual = decisions(Map.of());
    List<Decision> withheld = decisions(WITHHELD);

    assertThat(withheld).hasSameSizeAs(usual);
    assertThat(usual).anyMatch(decision -> sharded(decision) && applied(decision));
    for (int i = 0; i < usual.size(); i++) {
      Decision before = usual.get(i);
      Decision after = withheld.get(i);
      if (sharded(before) && applied(before)) {
        assertThat(after.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(after.reason()).isEqualTo(REASON);
        assertThat(after.site()).isEqualTo(before.site());
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
  }

  @Test
  void aReloadSendsClassesAgainWhenTheJvmCanKeepWhatItCouldNot() {
    Rewriter without = new Rewriter(RULES, decision -> 1, WITHHELD);
    Rewriter with = new Rewriter(RULES, decision -> 1);
    assertThat(with.agreesOn("com.acme.fixture.Maps", MAPS, without)).isFalse();
    assertThat(with.agreesOn("com.acme.fixture.Maps", MAPS, new Rewriter(RULES, decision -> 1)))
        .isTrue();
  }

  @Test
  void aVariantThatNothingDecidesCannotBeWithheld() {
    assertThatThrownBy(() -> Deciders.plannerFor(RULES, Map.of("map/folded", REASON)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing decides map/folded");
  }

  private static List<Decision> decisions(Map<String, String> withheld) {
    return Deciders.plannerFor(RULES, withheld).plan(MAPS, ClassBytes.ALL).decisions();
  }

  private static boolean sharded(Decision decision) {
    return decision.rule().name().equals("shard");
  }

  private static boolean applied(Decision decision) {
    return decision.verdict() == Verdict.APPLIED;
  }
}
