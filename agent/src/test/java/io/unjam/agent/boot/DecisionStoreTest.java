package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.parse.RuleParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionStoreTest {

  /** Has a name or none. */
  private static final class Loader extends ClassLoader {
    Loader(String name) {
      super(name, null);
    }

    Loader() {
      super(null);
    }
  }

  private static final Rule RULE =
      RuleParser.parse(
              "a.yaml",
              """
              version: 1
              rules:
                - name: a
                  at: { package: com.acme }
                  time: { sample: 1 }
              """)
          .ruleFile()
          .rules()
          .get(0);

  private final DecisionStore decisions = new DecisionStore();
  private final Loader one = new Loader("one");
  private final Loader other = new Loader();

  private static ClassPlan plan(String digest, Verdict verdict) {
    Site site = new Site(SiteKind.MAP_WRITE, "com.acme.Same", "put", "()V", 7, 3, "Map.put", null);
    return new ClassPlan(
        "com.acme.Same",
        "Same.java",
        digest,
        List.of(new Decision(site, RULE, verdict, "because", "")));
  }

  @Test
  void namesNoLoaderOfAClassThatOneHas() {
    decisions.add(plan("0", Verdict.APPLIED), false, one);
    assertThat(decisions.judged())
        .singleElement()
        .satisfies(judged -> assertThat(judged.loaders()).isEmpty());
  }

  @Test
  void countsOnceWhatIsDecidedAlikeInSeveralLoadersAndNamesThem() {
    decisions.add(plan("0", Verdict.APPLIED), false, one);
    decisions.add(plan("0", Verdict.APPLIED), false, other);
    assertThat(decisions.applied()).isEqualTo(1);
    assertThat(decisions.judged())
        .singleElement()
        .satisfies(
            judged ->
                assertThat(judged.loaders())
                    .containsExactlyInAnyOrder(
                        "'one' (" + Loader.class.getName() + ")",
                        Loader.class.getName()
                            + "@"
                            + Integer.toHexString(System.identityHashCode(other))));
  }

  @Test
  void showsEachWhereAnotherThingIsDecidedInAnotherLoader() {
    decisions.add(plan("0", Verdict.APPLIED), false, one);
    decisions.add(plan("0", Verdict.REFUSED), false, other);
    assertThat(decisions.judged())
        .satisfiesExactly(
            judged -> {
              assertThat(judged.plan().hasEdits()).isTrue();
              assertThat(judged.loaders()).singleElement().asString().startsWith("'one'");
            },
            judged -> {
              assertThat(judged.plan().hasEdits()).isFalse();
              assertThat(judged.loaders()).singleElement().asString().contains("@");
            });

    decisions.add(plan("0", Verdict.APPLIED), false, other);
    assertThat(decisions.judged())
        .singleElement()
        .satisfies(judged -> assertThat(judged.loaders()).hasSize(2));
    assertThat(decisions.applied()).isEqualTo(1);
  }

  @Test
  void putsTheLastWordOnALoadersClassInThePlaceOfTheEarlierOne() {
    decisions.add(plan("0", Verdict.APPLIED), false, one);
    decisions.add(plan("1", Verdict.REFUSED), true, one);
    assertThat(decisions.plans()).containsExactly(plan("1", Verdict.REFUSED));
    decisions.add(plan("0", Verdict.APPLIED), true, one);
    assertThat(decisions.late()).hasSize(1);
    decisions.add(new ClassPlan("com.acme.Same", "", "0", List.of()), true, one);
    assertThat(decisions.judged()).isEmpty();
  }

  @Test
  void renewsWhatIsDecidedInTheLoaderThatIsMeant() {
    decisions.add(plan("0", Verdict.APPLIED), false, one);
    decisions.add(plan("0", Verdict.REFUSED), false, other);
    decisions.renew(plan("0", Verdict.NOT_APPLICABLE), other);
    assertThat(decisions.plans())
        .containsExactly(plan("0", Verdict.APPLIED), plan("0", Verdict.NOT_APPLICABLE));
  }
}
