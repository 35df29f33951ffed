package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Waits;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

class AwaitedYieldTest {
  private static final String AUTO =
      """
        - name: proven
          at: { package: com.acme }
          yield: auto
      """;

  private final Rewriter rewriter = new Rewriter(Rules.of(AUTO), new RewriterTest.CountingIds());
  private Class<?> edited;
  private List<?> events;

  @BeforeEach
  void edit() throws Exception {
    edited = EditedLoader.load(rewriter, Waits.class);
    Class<?> hooks =
        Class.forName("io.unjam.runtime.hook.YieldHooks", true, edited.getClassLoader());
    events = (List<?>) hooks.getField("EVENTS").get(null);
    AtomicInteger steps = (AtomicInteger) edited.getField("STEPS").get(null);
    Runnable step = steps::incrementAndGet;
    hooks.getField("step").set(null, step);
  }

  @ParameterizedTest
  @CsvSource({
    "plain,,7,0 1 2",
    "looksLast,,7,0 1 2",
    "twoYields,,7,0 1 2 3",
    "again,,12,0 1 0 1 0 1",
    "nested,,7,0 0 0 1",
    "inMonitor,,1,0 1",
    "tried,27,27 done,0 1",
    "tried,x,no number done,0",
    "triesAgain,,5,0 1 2",
    "wide,,9.25,0 1 2",
    "entered,0,10,0 1",
    "entered,1,20,0 1",
    "entered,2,30,0 1",
    "inLambda,,4,0 1",
  })
  void everyWaitCountsItsRoundsFromNothing(
      String name, String argument, String result, String rounds) throws Exception {
    Object waits = edited.getDeclaredConstructor().newInstance();

    assertThat(call(waits, name, argument)).hasToString(result);
    assertThat(events.stream().map(String::valueOf).toList())
        .isEqualTo(List.of(rounds.split(" ", -1)).stream().map(each -> "await " + each).toList());
  }

  @Test
  void waitsInAConstructor() throws Exception {
    ((AtomicInteger) edited.getField("STEPS").get(null)).set(-2);
    edited.getDeclaredConstructor().newInstance();

    assertThat(List.copyOf(events)).isEqualTo(List.of("await 0", "await 1"));
  }

  @Test
  void waitsInAStaticInitialiser() throws Exception {
    Class.forName(Waits.Initialised.class.getName(), true, edited.getClassLoader());

    assertThat(List.copyOf(events)).isEqualTo(List.of("await 0", "await 1"));
  }

  @Test
  void everyYieldOfTheFixtureIsDecidedToWaitAndTheDecisionSaysHow() {
    Rewritten result = rewriter.rewrite(ClassBytes.of(Waits.class), ClassBytes.ALL);

    assertThat(result.plan().decisions())
        .hasSize(15)
        .allSatisfy(
            decision -> {
              assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
              assertThat(decision.reason())
                  .matches("yields, then parks, .*: the loop at line \\d+ waits for.*");
            });
  }

  @Test
  void aClassPlannedWithoutFramesGetsTheSameAnswers() {
    byte[] bytes = ClassBytes.of(Waits.class);
    List<Decision> offline =
        io.unjam.transformers.plan.decide.Deciders.plannerFor(Rules.of(AUTO))
            .plan(bytes, ClassBytes.ALL)
            .decisions();
    List<Decision> atLoad = rewriter.rewrite(bytes, ClassBytes.ALL).plan().decisions();

    assertThat(offline.stream().map(AwaitedYieldTest::answer).toList())
        .isEqualTo(atLoad.stream().map(AwaitedYieldTest::answer).toList())
        .isNotEmpty();
  }

  private static String answer(Decision decision) {
    return decision.site().line() + " " + decision.verdict() + " " + decision.reason();
  }

  @Test
  void noMemberIsAddedSoThatLoadedClassesCanBeEdited() {
    byte[] bytes = ClassBytes.of(Waits.class);
    ClassNode before = new ClassNode();
    ClassNode after = new ClassNode();
    new ClassReader(bytes).accept(before, 0);
    new ClassReader(rewriter.rewrite(bytes, ClassBytes.ALL).edited()).accept(after, 0);

    assertThat(after.methods.stream().map(each -> each.access + each.name + each.desc))
        .isEqualTo(
            before.methods.stream().map(each -> each.access + each.name + each.desc).toList());
    assertThat(after.fields).hasSameSizeAs(before.fields);
  }

  private Object call(Object target, String name, String argument) throws Exception {
    for (Method method : edited.getMethods()) {
      if (method.getName().equals(name)) {
        return switch (name) {
          case "wide" -> method.invoke(target, 3L, 0.5);
          case "tried" -> method.invoke(target, argument);
          case "entered" -> method.invoke(target, Integer.parseInt(argument));
          default -> method.invoke(target);
        };
      }
    }
    throw new AssertionError(name);
  }
}
