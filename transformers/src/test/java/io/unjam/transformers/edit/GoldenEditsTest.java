package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import com.acme.fixture.Owned;
import com.acme.fixture.Sections;
import com.acme.fixture.Tallies;
import com.acme.fixture.Waits;
import com.acme.fixture.Writes;
import com.acme.fixture.Yields;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/**
 * Every kind of edit as a person reads it. Run with {@code -Dunjam.golden=write} to write the files
 * anew, then read the difference before committing it.
 */
class GoldenEditsTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private final Rewriter rewriter =
      new Rewriter(
          Rules.of(
              """
                - name: shard all
                  at: { package: com.acme }
                  map: { variant: sharded, shards: 64 }
                - name: time all
                  at: { package: com.acme }
                  time: {}
                - name: no collections
                  at: { package: com.acme }
                  gc: { variant: strip }
                  assume: [explicit-gc-not-required]
                - name: too late
                  at: { class: com.acme.fixture.Maps, method: "tern*" }
                  map: { variant: sharded, shards: 2 }
                - name: no needless yields
                  at: { package: com.acme }
                  yield: auto
              """),
          decision -> 1000 + decision.site().line());

  @ParameterizedTest
  @CsvSource({
    "maps,ternaryArgument",
    "maps,ternaryBothSides",
    "maps,nested",
    "maps,inTryBlock",
    "maps,boxedSize",
    "maps,copied",
    "maps,sizedKeySet",
    "maps,sizedKeySetReference",
    "writes,resultUsed",
    "writes,wideLocals",
    "writes,bound",
    "writes,unbound",
    "writes,collect",
    "sections,again",
    "sections,inTime",
    "sections,awaiting",
    "sections,stamps",
    "sections,blockInLoop",
    "sections,waiting",
    "sections,untilNow",
    "sections,signalled",
    "sections,failing",
    "yields,work",
    "waits,plain",
    "waits,again",
    "waits,nested",
    "waits,triesAgain",
    "waits,wide",
    "waits,entered",
  })
  void editsReadAsTheyDid(String fixture, String method) throws IOException {
    Class<?> type =
        switch (fixture) {
          case "maps" -> Maps.class;
          case "sections" -> Sections.class;
          case "writes" -> Writes.class;
          case "yields" -> Yields.class;
          default -> Waits.class;
        };
    Rewritten result = rewriter.rewrite(ClassBytes.of(type), ClassBytes.ALL);
    assertThat(result.failure()).isNull();

    compare(fixture + "." + method + ".txt", text(result.edited(), method));
  }

  /** One file for each variant that is not in the rules above, as a site has but one variant. */
  @ParameterizedTest
  @CsvSource({
    "'variant: get-first, puts: true',writes,resultUsed",
    "'variant: get-first, puts: true',writes,writeInArgument",
    "variant: hot-key,maps,ternaryBothSides",
    "variant: hot-key,maps,sizedKeySetReference",
    "'variant: presized, capacity: 5000',maps,ternaryArgument",
    "'variant: presized, capacity: 5000',maps,ternaryBothSides",
    "'variant: presized, capacity: 5000',maps,<clinit>",
    "'variant: presized, capacity: 5000',maps,sizedKeySet",
    "'variant: presized, capacity: 5000',maps,boxedSize",
  })
  void otherMapVariantsReadAsTheyDid(String variant, String fixture, String method)
      throws IOException {
    Class<?> type = fixture.equals("maps") ? Maps.class : Writes.class;
    Rewriter other =
        new Rewriter(
            Rules.of(
                """
                  - name: this one
                    at: { package: com.acme }
                    map: { %s }
                """
                    .formatted(variant)),
            decision -> 1000 + decision.site().line());
    Rewritten result = other.rewrite(ClassBytes.of(type), ClassBytes.ALL);
    assertThat(result.failure()).isNull();

    String name = variant.replace("variant: ", "").replaceAll(",.*", "");
    compare(
        name + "." + fixture + "." + method.replaceAll("[<>]", "") + ".txt",
        text(result.edited(), method));
  }

  /** Together with the timing of the same method, whose own entry comes behind. */
  @ParameterizedTest
  @ValueSource(strings = {"wideLocals", "resultUsed"})
  void pinnedMethodsReadAsTheyDid(String method) throws IOException {
    Rewriter pinning =
        new Rewriter(
            Rules.of(
                """
                  - name: writers
                    at: { package: com.acme }
                    pin: { threads: "writer-*" }
                  - name: timed
                    at: { package: com.acme }
                    time: {}
                """),
            decision -> decision.rule().variant().action().equals("pin") ? 3 : 1000);
    Rewritten result = pinning.rewrite(ClassBytes.of(Writes.class), ClassBytes.ALL);
    assertThat(result.failure()).isNull();

    compare("pin.writes." + method + ".txt", text(result.edited(), method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "keep", "take", "retry"})
  void combinedSectionsReadAsTheyDid(String method) throws IOException {
    Rewriter combining =
        new Rewriter(
            Rules.of(
                """
                  - name: in batches
                    at: { class: com.acme.fixture.Tallies, lock: lock }
                    lock: batched
                    assume: [running-thread-unused, class-identity-unused]
                """),
            decision -> 1000);
    Rewritten result = combining.rewrite(ClassBytes.of(Tallies.class), ClassBytes.ALL);
    assertThat(result.failure()).isNull();

    compare("batched.tallies." + method + ".txt", text(result.edited(), method));
  }

  @Test
  void plansReadAsTheyDid() throws IOException {
    compare(
        "plan.txt",
        text(rewriter.rewrite(ClassBytes.of(Maps.class), ClassBytes.ALL).plan())
            + text(rewriter.rewrite(ClassBytes.of(Writes.class), ClassBytes.ALL).plan())
            + text(rewriter.rewrite(ClassBytes.of(Sections.class), ClassBytes.ALL).plan()));
  }

  /** What a class is loaded with, and what is made of it then. */
  @ParameterizedTest
  @ValueSource(strings = {"add", "drain", "guarded", "addToAll", "ofAll"})
  void methodsWithTheirOwnMonitorReadAsTheyDid(String method) throws IOException {
    Rewriter striping =
        new Rewriter(
            Rules.of(
                """
                  - name: sums
                    at: { class: com.acme.fixture.Owned, lock: this }
                    lock: { variant: striped, guards: [sums] }
                    assume: [class-identity-unused]
                  - name: all
                    at: { class: com.acme.fixture.Owned, lock: class }
                    lock: { variant: striped, guards: [ALL] }
                    assume: [class-identity-unused]
                """),
            decision -> 1000);
    Reshaped form =
        striping.reshape("com/acme/fixture/Owned", ClassBytes.of(Owned.class), ClassBytes.ALL);
    assertThat(form.failure()).isNull();
    Rewritten result = striping.rewrite(form.classFile(), ClassBytes.ALL);
    assertThat(result.failure()).isNull();

    compare("explicit.owned." + method + ".txt", text(form.classFile(), method));
    compare("striped.owned." + method + ".txt", text(result.edited(), method));
  }

  /** Frames of the timing that come behind the last way out know the monitor too. */
  @Test
  void methodsWithTheirOwnMonitorCanBeTimedToo() throws IOException {
    Rewriter both =
        new Rewriter(
            Rules.of(
                """
                  - name: timed
                    at: { class: com.acme.fixture.Owned }
                    time: { sample: 1 }
                  - name: sums
                    at: { class: com.acme.fixture.Owned, lock: this }
                    lock: { variant: striped, guards: [sums] }
                    assume: [class-identity-unused]
                """),
            decision -> 1000);
    Reshaped form =
        both.reshape("com/acme/fixture/Owned", ClassBytes.of(Owned.class), ClassBytes.ALL);
    Rewritten result = both.rewrite(form.classFile(), ClassBytes.ALL);

    assertThat(result.failure()).isNull();
    compare("striped.timed.owned.add.txt", text(result.edited(), "add"));
  }

  private static String text(ClassPlan plan) {
    StringBuilder text = new StringBuilder();
    text.append(plan.className()).append(" (").append(plan.sourceFile()).append(")\n");
    for (Decision decision : plan.decisions()) {
      text.append("  ")
          .append(decision.site().line())
          .append(' ')
          .append(decision.site().method())
          .append(": ")
          .append(decision.site().target())
          .append(decision.site().field() == null ? "" : " of " + decision.site().field())
          .append("\n    ")
          .append(decision.verdict())
          .append(" by ")
          .append(decision.rule().location())
          .append(": ")
          .append(decision.reason())
          .append('\n');
    }
    return text.toString();
  }

  private static String text(byte[] classFile, String name) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    StringWriter text = new StringWriter();
    for (MethodNode method : node.methods) {
      if (method.name.equals(name)) {
        Textifier textifier = new Textifier();
        method.accept(new TraceMethodVisitor(textifier));
        try (PrintWriter out = new PrintWriter(text)) {
          out.println(method.name + method.desc);
          textifier.print(out);
        }
      }
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static void compare(String file, String actual) throws IOException {
    Path golden = FOLDER.resolve(file);
    if ("write".equals(System.getProperty("unjam.golden"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, actual);
    }
    assertThat(golden).exists();
    assertThat(actual).isEqualTo(Files.readString(golden));
  }
}
