package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Owned;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Form;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.proof.InMemory;
import io.unjam.transformers.rule.RuleFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** In which form a class is loaded, and what the plan says before, then and too late. */
class ReshapedTest {
  private static final String NAME = "com/acme/fixture/Owned";
  private static final RuleFile RULES = rules("com.acme.fixture.Owned", "this", "sums");

  private static RuleFile rules(String type, String lock, String guards) {
    return Rules.of(
        """
          - name: own
            at: { class: CLASS, lock: LOCK }
            lock: { variant: striped, guards: [GUARDS] }
            assume: [class-identity-unused, order-unused]
        """
            .replace("CLASS", type)
            .replace("LOCK", lock)
            .replace("GUARDS", guards));
  }

  private static Rewriter rewriter(RuleFile rules) {
    return new Rewriter(rules, decision -> 1000);
  }

  private static int flags(byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    int flags = 0;
    for (MethodNode method : node.methods) {
      flags += (method.access & Opcodes.ACC_SYNCHRONIZED) == 0 ? 0 : 1;
    }
    return flags;
  }

  private static List<String> sites(ClassPlan plan) {
    return plan.decisions().stream()
        .map(each -> each.site() + " " + each.verdict() + " " + each.reason())
        .toList();
  }

  @Test
  void theMethodsOfTheMonitorThatIsSplitBecomeBlocksAndNoOthers() {
    byte[] bytes = ClassBytes.of(Owned.class);

    Reshaped form = rewriter(RULES).reshape(NAME, bytes, ClassBytes.ALL);

    assertThat(form.form().blocks())
        .isEqualTo(
            Set.of(
                "add(Ljava/lang/String;J)J",
                "drain(Ljava/lang/String;I)Ljava/lang/Long;",
                "guarded(Ljava/lang/String;D)V",
                "size()I"));
    assertThat(flags(bytes)).isEqualTo(5);
    assertThat(flags(form.classFile())).as("the static one").isOne();
  }

  @Test
  void thePlanOfTheFileIsThatOfTheClassAsItIsLoaded() {
    byte[] bytes = ClassBytes.of(Owned.class);
    Rewriter rewriter = rewriter(RULES);
    ClassPlan offline = Deciders.plannerFor(RULES).plan(bytes, ClassBytes.ALL);
    byte[] form = rewriter.reshape(NAME, bytes, ClassBytes.ALL).classFile();

    ClassPlan loaded = rewriter.rewrite(form, ClassBytes.ALL).plan();

    assertThat(sites(loaded)).isEqualTo(sites(offline));
    assertThat(loaded.decisions())
        .filteredOn(each -> each.verdict() == Verdict.APPLIED)
        .as("the map and three of four methods")
        .hasSize(4);
    assertThat(rewriter.reshape(NAME, form, ClassBytes.ALL)).isNull();
  }

  @Test
  void aClassThatWasLoadedAsItIsWaitsForARestart() {
    Rewritten late = rewriter(RULES).rewrite(ClassBytes.of(Owned.class), ClassBytes.ALL);

    assertThat(late.failure()).isNull();
    assertThat(late.edited()).isNull();
    assertThat(late.plan().decisions())
        .hasSize(5)
        .extracting(Decision::verdict)
        .doesNotContain(Verdict.APPLIED);
    assertThat(late.plan().decisions())
        .filteredOn(each -> each.verdict() == Verdict.REFUSED)
        .as("the map and three of four methods")
        .hasSize(4)
        .allSatisfy(each -> assertThat(each.reason()).endsWith("takes effect at restart"));
  }

  @Test
  void itsBlocksNeedNoRestart() {
    RuleFile ofClass = rules("com.acme.fixture.Owned", "class", "ALL");

    Rewritten late = rewriter(ofClass).rewrite(ClassBytes.of(Owned.class), ClassBytes.ALL);

    assertThat(late.failure()).isNull();
    assertThat(late.edited()).isNotNull();
    assertThat(flags(late.edited())).isEqualTo(5);
    assertThat(late.plan().decisions())
        .filteredOn(each -> each.verdict() == Verdict.APPLIED)
        .extracting(each -> each.site().method())
        .containsExactlyInAnyOrder("<clinit>", "ofAll");
  }

  @Test
  void whoeverRedefinesAClassIsGivenTheFormThatItHas() {
    byte[] bytes = ClassBytes.of(Owned.class);
    Reshaped form = rewriter(RULES).reshape(NAME, bytes, ClassBytes.ALL);

    Reshaped again = Reshaped.again(bytes, form.form(), ClassBytes.ALL);

    assertThat(again.classFile()).isEqualTo(form.classFile());
    assertThat(Reshaped.again(form.classFile(), form.form(), ClassBytes.ALL)).isNull();
  }

  @Test
  void aComputedSerialVersionKeepsTheFlags() {
    String source =
        """
        public class Kept implements java.io.Serializable {
          VERSION
          private final transient java.util.Map<String, Integer> map = new java.util.HashMap<>();
          public synchronized Integer put(String key, Integer value) { return map.put(key, value); }
        }
        """;
    byte[] computed = InMemory.compile(Map.of("Kept", source.replace("VERSION", ""))).get("Kept");
    byte[] declared =
        InMemory.compile(
                Map.of(
                    "Kept",
                    source.replace("VERSION", "private static final long serialVersionUID = 1;")))
            .get("Kept");
    Rewriter rewriter = rewriter(rules("Kept", "this", "map"));

    assertThat(rewriter.reshape("Kept", computed, ClassBytes.ALL)).isNull();
    assertThat(
            Deciders.plannerFor(rules("Kept", "this", "map"))
                .plan(computed, ClassBytes.ALL)
                .decisions())
        .allSatisfy(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.REFUSED);
              assertThat(each.reason()).contains("serialVersionUID");
            });
    assertThat(rewriter.reshape("Kept", declared, ClassBytes.ALL).form().blocks()).hasSize(1);
  }

  @Test
  void nothingIsReshapedForAProofThatFailsOrGainsNothing() {
    byte[] bytes = ClassBytes.of(Owned.class);

    assertThat(
            rewriter(rules("com.acme.fixture.Owned", "this", "ALL"))
                .reshape(NAME, bytes, ClassBytes.ALL))
        .isNull();
    assertThat(
            rewriter(rules("com.acme.fixture.Owned", "sums", "sums"))
                .reshape(NAME, bytes, ClassBytes.ALL))
        .isNull();
  }

  private static RuleFile waits(String place) {
    return Rules.of(
        """
          - name: waits
            at: { PLACE }
            time: { sample: 1, method-waits: true }
        """
            .replace("PLACE", place));
  }

  @Test
  void methodsWhoseWaitsAreToBeTimedBecomeBlocksWithoutAnyProof() {
    byte[] bytes = ClassBytes.of(Owned.class);
    RuleFile rules = waits("class: com.acme.fixture.Owned");

    Reshaped form = rewriter(rules).reshape(NAME, bytes, ClassBytes.ALL);

    assertThat(form.failure()).isNull();
    assertThat(flags(form.classFile())).isZero();
    Rewritten loaded = rewriter(rules).rewrite(form.classFile(), ClassBytes.ALL);
    assertThat(loaded.failure()).isNull();
    assertThat(sites(loaded.plan()))
        .isEqualTo(sites(Deciders.plannerFor(rules).plan(bytes, ClassBytes.ALL)));
    assertThat(loaded.plan().decisions())
        .filteredOn(each -> each.site().kind() == SiteKind.MONITOR)
        .as("five methods and a block")
        .hasSize(6)
        .extracting(Decision::reason)
        .containsOnly("timed, wait and hold");
    assertThat(rewriter(rules).reshape(NAME, form.classFile(), ClassBytes.ALL)).isNull();
  }

  @Test
  void onlyMethodsInThePlaceOfSuchARuleBecomeBlocks() {
    byte[] bytes = ClassBytes.of(Owned.class);

    assertThat(blocks("class: com.acme.fixture.Owned, method: s*", bytes))
        .containsExactly("size()I");
    assertThat(blocks("class: com.acme.fixture.Owned, lock: class", bytes))
        .containsExactly("addToAll(Ljava/lang/String;J)Ljava/lang/Long;");
    assertThat(
            rewriter(waits("class: com.acme.fixture.Owned, field: sums"))
                .reshape(NAME, bytes, ClassBytes.ALL))
        .isNull();
    assertThat(
            rewriter(
                    Rules.of(
                        """
                          - name: holds
                            at: { class: com.acme.fixture.Owned }
                            time: { sample: 1 }
                        """))
                .mayReshape())
        .isFalse();
  }

  private static Set<String> blocks(String place, byte[] bytes) {
    return rewriter(waits(place)).reshape(NAME, bytes, ClassBytes.ALL).form().blocks();
  }

  @Test
  void holdsOfMethodsThatWereLoadedAsTheyAreAreTimedAllTheSame() {
    Rewritten late =
        rewriter(waits("class: com.acme.fixture.Owned"))
            .rewrite(ClassBytes.of(Owned.class), ClassBytes.ALL);

    assertThat(late.failure()).isNull();
    assertThat(flags(late.edited())).isEqualTo(5);
    assertThat(late.plan().decisions())
        .filteredOn(each -> each.site().kind() == SiteKind.SYNCHRONIZED_METHOD)
        .hasSize(5)
        .allSatisfy(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.APPLIED);
              assertThat(each.reason())
                  .startsWith("the hold is timed")
                  .endsWith("takes effect at restart");
            });
  }

  @Test
  void aLockIsSplitBesideARuleThatTimesWaits() {
    byte[] bytes = ClassBytes.of(Owned.class);
    RuleFile rules =
        Rules.of(
            """
              - name: own
                at: { class: com.acme.fixture.Owned, lock: this }
                lock: { variant: striped, guards: [sums] }
                assume: [class-identity-unused, order-unused]
              - name: waits
                at: { class: com.acme.fixture.Owned }
                time: { sample: 1, method-waits: true }
            """);

    Reshaped form = rewriter(rules).reshape(NAME, bytes, ClassBytes.ALL);
    Rewritten loaded = rewriter(rules).rewrite(form.classFile(), ClassBytes.ALL);

    assertThat(loaded.failure()).isNull();
    assertThat(flags(form.classFile())).isZero();
    assertThat(sites(loaded.plan()))
        .isEqualTo(sites(Deciders.plannerFor(rules).plan(bytes, ClassBytes.ALL)));
    assertThat(loaded.plan().decisions())
        .filteredOn(each -> each.rule().name().equals("own"))
        .filteredOn(each -> each.verdict() == Verdict.APPLIED)
        .as("the map and three of four methods, as without the other rule")
        .hasSize(4);
  }

  @Test
  void aComputedSerialVersionKeepsMethodsWhoseWaitsWereToBeTimed() {
    byte[] computed =
        InMemory.compile(
                Map.of(
                    "Kept",
                    "public class Kept implements java.io.Serializable {"
                        + " public synchronized int get() { return 1; } }"))
            .get("Kept");

    assertThat(rewriter(waits("class: Kept")).reshape("Kept", computed, ClassBytes.ALL)).isNull();
    assertThat(Deciders.plannerFor(waits("class: Kept")).plan(computed, ClassBytes.ALL).decisions())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.APPLIED);
              assertThat(each.reason()).contains("the hold is timed", "serialVersionUID");
            });
  }

  private static final String OPEN =
      """
      import java.util.*;
      public class Open HEAD {
        private Object lock = new Object();
        private MODIFIER Map<String, Integer> map = new HashMap<>();
        private Map<String, Integer> other = new HashMap<>();
        private final Map<String, Integer> third = new HashMap<>();
        public Integer put(String key, Integer value) {
          synchronized (lock) {
            return map.put(key, value);
          }
        }
        public synchronized Integer count(String key) {
          return other.merge(key, 1, Integer::sum);
        }
        public synchronized Integer look(String key) {
          return third.get(key);
        }
        public void reset() {
          MORE
        }
      }
      """;

  private static byte[] open(String head, String modifier, String more) {
    String source = OPEN.replace("HEAD", head).replace("MODIFIER", modifier).replace("MORE", more);
    return InMemory.compile(Map.of("Open", source)).get("Open");
  }

  private static Set<String> finals(byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    Set<String> finals = new TreeSet<>();
    for (FieldNode field : node.fields) {
      if ((field.access & Opcodes.ACC_FINAL) != 0) {
        finals.add(field.name);
      }
    }
    return finals;
  }

  @Test
  void theFieldsOfTheLockThatIsSplitBecomeFinalAndNoOthers() {
    RuleFile rules = rules("Open", "lock", "map");
    byte[] bytes = open("", "", "");

    Reshaped form = rewriter(rules).reshape("Open", bytes, ClassBytes.ALL);

    assertThat(form.failure()).isNull();
    assertThat(form.form()).isEqualTo(new Form(Set.of(), Set.of("lock", "map")));
    assertThat(finals(form.classFile())).containsExactly("lock", "map", "third");
    ClassPlan loaded = rewriter(rules).rewrite(form.classFile(), ClassBytes.ALL).plan();
    assertThat(sites(loaded))
        .isEqualTo(sites(Deciders.plannerFor(rules).plan(bytes, ClassBytes.ALL)));
    assertThat(loaded.decisions())
        .filteredOn(each -> each.verdict() == Verdict.APPLIED)
        .as("the lock and its section")
        .hasSize(2);
    assertThat(rewriter(rules).reshape("Open", form.classFile(), ClassBytes.ALL)).isNull();
  }

  @Test
  void aClassThatWasLoadedWithFieldsNotFinalWaitsForARestart() {
    Rewritten late =
        rewriter(rules("Open", "lock", "map")).rewrite(open("", "", ""), ClassBytes.ALL);

    assertThat(late.edited()).isNull();
    assertThat(late.plan().decisions())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.REFUSED);
              assertThat(each.reason())
                  .contains("Open.lock, map: it is not final")
                  .endsWith("takes effect at restart");
            });
  }

  /** What one rule wants final is no fact for another, unless its own proof has shown it. */
  @Test
  void aRuleThatIsRefusedMakesNothingFinal() {
    RuleFile rules =
        Rules.of(
            """
              - name: kept
                at: { class: Open, lock: lock }
                lock: { variant: striped, guards: [map] }
                assume: [class-identity-unused, order-unused]
              - name: reset
                at: { class: Open, lock: this }
                lock: { variant: striped, guards: [other] }
                assume: [class-identity-unused, order-unused]
            """);
    byte[] bytes = open("", "", "other = new HashMap<>();");

    Reshaped form = rewriter(rules).reshape("Open", bytes, ClassBytes.ALL);

    assertThat(form.form()).isEqualTo(new Form(Set.of(), Set.of("lock", "map")));
    assertThat(Deciders.plannerFor(rules).plan(bytes, ClassBytes.ALL).decisions())
        .filteredOn(each -> each.rule().name().equals("reset"))
        .isNotEmpty()
        .noneMatch(each -> each.verdict() == Verdict.APPLIED)
        .filteredOn(each -> each.verdict() == Verdict.REFUSED)
        .allSatisfy(
            each -> assertThat(each.reason()).contains("it writes other outside of a constructor"));
  }

  @Test
  void fieldsAndMethodsOfOneClassChangeTogether() {
    Reshaped form =
        rewriter(rules("Open", "this", "other")).reshape("Open", open("", "", ""), ClassBytes.ALL);

    assertThat(form.failure()).isNull();
    assertThat(form.form().sealed()).containsExactly("other");
    assertThat(form.form().blocks()).hasSize(2);
  }

  @Test
  void whoeverRedefinesAClassMayNotWriteWhatIsFinal() {
    Form form = new Form(Set.of(), Set.of("lock", "map"));

    Reshaped same = Reshaped.again(open("", "", ""), form, ClassBytes.ALL);
    Reshaped other = Reshaped.again(open("", "", "map = null;"), form, ClassBytes.ALL);
    Reshaped shared = Reshaped.again(open("", "volatile", ""), form, ClassBytes.ALL);

    assertThat(finals(same.classFile())).containsExactly("lock", "map", "third");
    assertThat(other.classFile()).isNull();
    assertThat(other.failure()).isEqualTo("reset writes map, which was loaded as a final field");
    assertThat(shared.classFile()).isNull();
    assertThat(shared.failure()).contains("map is volatile");
  }

  @Test
  void aComputedSerialVersionKeepsTheFields() {
    RuleFile rules = rules("Open", "lock", "map");
    String head = "implements java.io.Serializable";
    byte[] computed = open(head, "transient", "");

    assertThat(rewriter(rules).reshape("Open", computed, ClassBytes.ALL)).isNull();
    assertThat(Deciders.plannerFor(rules).plan(computed, ClassBytes.ALL).decisions())
        .allSatisfy(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.REFUSED);
              assertThat(each.reason()).contains("serialVersionUID", "'final'");
            });
    byte[] declared =
        InMemory.compile(
                Map.of(
                    "Open",
                    OPEN.replace("HEAD", head)
                        .replace("MODIFIER", "transient")
                        .replace("MORE", "")
                        .replace(
                            "  private Object lock",
                            "  private static final long serialVersionUID = 1;\n  private Object lock")))
            .get("Open");
    assertThat(rewriter(rules).reshape("Open", declared, ClassBytes.ALL).form().sealed())
        .containsExactlyInAnyOrder("lock", "map");
  }
}
