package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Writer;
import io.unjam.agent.options.Options;
import io.unjam.agent.report.SampleRun;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.edit.SiteIds;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/** Nothing that goes wrong with one class reaches the application, and each is said once. */
class UnjamTransformerTest {

  private static final String NAME = "com/acme/Writer";
  private static final String RULES =
      """
      version: 1
      rules:
        - name: a
          at: { package: com.acme }
          time: { sample: 1 }
      """;

  private static final RuleFile RULE_FILE = RuleParser.parse("test.yaml", RULES).ruleFile();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);
  private final Failures failures = new Failures(console, false);
  private final DecisionStore decisions = new DecisionStore();

  private UnjamTransformer transformer(SiteIds ids) {
    return new UnjamTransformer(
        new InForce(1, RULE_FILE, new Rewriter(RULE_FILE, ids), true),
        new Probe(),
        new LoaderClassFiles(console),
        decisions,
        failures,
        new RuntimeSight(console));
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = Writer.class.getResourceAsStream("Writer.class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void refusesWhatALoaderCouldNotLinkAndSaysSoOnce() throws IOException {
    UnjamTransformer transformer = transformer(decision -> 0);
    Blind blind = new Blind();
    for (int i = 0; i < 2; i++) {
      assertThat(transformer.transform(blind.getUnnamedModule(), blind, NAME, null, null, bytes()))
          .isNull();
    }
    assertThat(decisions.applied()).isZero();
    assertThat(decisions.plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan.decisions())
                    .isNotEmpty()
                    .allMatch(decision -> decision.verdict() == Verdict.REFUSED)
                    .allMatch(decision -> decision.reason().contains("'sandbox'")));
    assertThat(said().lines()).hasSize(1);
    assertThat(said()).contains("'sandbox'", "does not find io.unjam.runtime");
  }

  @Test
  void knowsWhatIsEditedInOneLoaderWhenTheSameBytesAreRefusedInAnother() throws IOException {
    RuleFile rules =
        RuleParser.parse(
                "test.yaml",
                """
                version: 1
                rules:
                  - name: a
                    at: { class: com.acme.Writer }
                    map: { variant: presized, capacity: 100 }
                """)
            .ruleFile();
    UnjamTransformer transformer =
        new UnjamTransformer(
            new InForce(1, rules, new Rewriter(rules, decision -> 0), true),
            new Probe(),
            new LoaderClassFiles(console),
            decisions,
            failures,
            new RuntimeSight(console));
    Blind blind = new Blind();
    assertThat(transform(transformer, bytes())).isNotNull();

    // Loaded already, as another loader's class of this name is retransformed with the first one.
    assertThat(
            transformer.transform(
                blind.getUnnamedModule(), blind, NAME, Writer.class, null, bytes()))
        .isNull();

    assertThat(transformer.touched().get(Writer.class)).isEqualTo(1);
    assertThat(transformer.touched().get(blind, "com.acme.Writer")).isEqualTo(Touched.ORIGINAL);
    assertThat(decisions.makers()).containsExactly("com.acme.Writer");
  }

  @Test
  void editsInALoaderThatFindsTheRuntimeByItsParent() throws IOException {
    ClassLoader child = new ClassLoader(Writer.class.getClassLoader()) {};
    assertThat(
            transformer(decision -> 0)
                .transform(child.getUnnamedModule(), child, NAME, null, null, bytes()))
        .isNotNull();
  }

  private static byte[] transform(UnjamTransformer transformer, byte[] bytes) {
    return transformer.transform(
        Writer.class.getModule(), Writer.class.getClassLoader(), NAME, null, null, bytes);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void editsWhatARuleAsksFor() throws IOException {
    assertThat(transform(transformer(decision -> 0), bytes())).isNotNull();
    assertThat(decisions.applied()).isEqualTo(1);
    assertThat(said()).isEmpty();
  }

  @Test
  void countsAClassOnceHoweverOftenItComes() throws IOException {
    UnjamTransformer transformer = transformer(decision -> 0);
    transform(transformer, bytes());
    transform(transformer, bytes());
    assertThat(decisions.applied()).isEqualTo(1);
  }

  /** The class file as another agent leaves it, with one constant more. */
  private static byte[] changed() throws IOException {
    ClassReader reader = new ClassReader(bytes());
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(writer, 0);
    writer.newUTF8("added by another agent");
    return writer.toByteArray();
  }

  private static void retransform(UnjamTransformer transformer, byte[] bytes) {
    transformer.transform(
        Writer.class.getModule(), Writer.class.getClassLoader(), NAME, Writer.class, null, bytes);
  }

  @Test
  void countsAClassOnceThatAnotherAgentHasChangedSince() throws IOException {
    UnjamTransformer transformer = transformer(decision -> 0);
    transform(transformer, bytes());
    retransform(transformer, changed());
    assertThat(decisions.applied()).isEqualTo(1);
    assertThat(decisions.plans()).hasSize(1);
    // The edit was there from the start, also in the file that came later.
    assertThat(decisions.late()).isEmpty();
    retransform(transformer, bytes());
    assertThat(decisions.applied()).isEqualTo(1);
  }

  @Test
  void countsAFileThatIsUnchangedInAnotherLoader() throws IOException {
    UnjamTransformer transformer = transformer(decision -> 0);
    ClassLoader child = new ClassLoader(Writer.class.getClassLoader()) {};
    transform(transformer, bytes());
    transformer.transform(child.getUnnamedModule(), child, NAME, null, null, bytes());
    assertThat(decisions.applied()).isEqualTo(1);
    retransform(transformer, changed());
    assertThat(decisions.applied()).isEqualTo(2);
    // Nor there any more.
    transformer.transform(child.getUnnamedModule(), child, NAME, null, null, changed());
    assertThat(decisions.applied()).isEqualTo(1);
  }

  @Test
  void keepsAClassWhoseEditBreaksAndSaysSoOnce() throws IOException {
    UnjamTransformer transformer = transformer(new Broken());
    assertThat(transform(transformer, bytes())).isNull();
    assertThat(transform(transformer, bytes())).isNull();
    assertThat(said().lines()).hasSize(1);
    assertThat(said()).contains("com.acme.Writer keeps its original bytes", "broken on purpose");
    assertThat(decisions.applied()).isZero();
  }

  @Test
  void keepsAClassWhoseEditDiesOfAnError() throws IOException {
    UnjamTransformer transformer = transformer(new Dying());
    assertThat(transform(transformer, bytes())).isNull();
    assertThat(said()).contains("com.acme.Writer keeps its original bytes", "StackOverflowError");
  }

  @Test
  void keepsAClassFileFromTheFuture() throws IOException {
    byte[] future = bytes();
    future[7] = (byte) 200;
    byte[] before = Arrays.copyOf(future, future.length);
    assertThat(transform(transformer(decision -> 0), future)).isNull();
    assertThat(future).isEqualTo(before);
    assertThat(said().lines()).hasSize(1);
    assertThat(said()).contains("com.acme.Writer keeps its original bytes");
  }

  @Test
  void leavesTheJdkAlone() throws IOException {
    assertThat(
            transformer(decision -> 0)
                .transform(Object.class.getModule(), null, NAME, null, null, bytes()))
        .isNull();
    assertThat(decisions.plans()).isEmpty();
  }

  /** Finds nothing but what the JDK has. */
  private static final class Blind extends ClassLoader {
    Blind() {
      super("sandbox", Writer.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("java.")) {
        return super.loadClass(name, resolve);
      }
      throw new ClassNotFoundException(name);
    }
  }

  private static final class Broken implements SiteIds {
    @Override
    public int idOf(Decision decision) {
      throw new IllegalStateException("broken on purpose");
    }
  }

  private static final class Dying implements SiteIds {
    @Override
    public int idOf(Decision decision) {
      throw new StackOverflowError();
    }
  }

  @Test
  void saysOfARefusalWhatWasUnknownThen() {
    List<Decision> decided = SampleRun.report().plans().get(0).decisions();
    ClassPlan plan = new ClassPlan("com.acme.Live", "", "0", decided);
    assertThat(UnjamTransformer.explained(plan, null)).isEqualTo(plan);
    assertThat(UnjamTransformer.explained(plan, "A.class is unknown").decisions())
        .extracting(Decision::reason)
        .containsExactly("timed", "timed", "because (A.class is unknown)", "no map");
  }
}
