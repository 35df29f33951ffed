package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliPlanTest {
  private static final String APPLICATION =
      """
      package com.acme;

      import java.util.concurrent.ConcurrentHashMap;

      class Sessions {
        private final ConcurrentHashMap<String, String> open = new ConcurrentHashMap<>();

        void end() {
          System.gc();
        }
      }
      """;

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void compileAnApplication() throws IOException {
    Path source = Files.writeString(folder.resolve("Sessions.java"), APPLICATION);
    classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-d", classes.toString(), source.toString()))
        .isZero();
  }

  @Test
  void theDiffShowsAMethodBeforeAndAfter() throws IOException {
    Path rules =
        rules(
            """
              - name: sessions
                at: { class: com.acme.Sessions, field: open }
                map: { variant: sharded, shards: 16 }
            """);
    Shell shell = Shell.run("plan", rules, "--classes", classes, "--diff", "com.acme.Sessions");
    assertThat(shell.status()).isZero();
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out())
        .startsWith("--- com.acme.Sessions.<init>()V\n")
        .contains("\n-    NEW java/util/concurrent/ConcurrentHashMap\n")
        .contains("\n+    NEW io/unjam/runtime/variant/ShardedConcurrentHashMap\n")
        .contains("\n+    BIPUSH 16\n")
        .doesNotContain("end()V");
  }

  @Test
  void theDiffOfAClassThatStaysSaysWhy() throws IOException {
    Path rules =
        rules(
            """
              - name: collections
                at: { package: com.acme }
                gc: strip
            """);
    Shell shell = Shell.run("plan", rules, "--classes", classes, "--diff", "com.acme.Sessions");
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .startsWith("Nothing of com.acme.Sessions would be rewritten.\n  System.gc in end, line ")
        .contains("explicit-gc-not-required");
  }

  @Test
  void theDiffOfAClassThatIsNotThereNamesTheNearest() throws IOException {
    Path rules = rules("  - name: gc\n    at: { package: com.acme }\n    gc: strip\n");
    Shell shell = Shell.run("plan", rules, "--classes", classes, "--diff", "com.acme.Session");
    assertThat(shell.status()).isOne();
    assertThat(shell.err())
        .isEqualTo(
            "com.acme.Session: there is no such class in what --classes names;"
                + " did you mean com.acme.Sessions?\n");
  }

  @Test
  void sitesAreGroupedByClassWithLinesReasonsAndASummary() throws IOException {
    Path rules =
        rules(
            """
              - name: sessions
                at: { class: com.acme.Sessions, field: open }
                map: { variant: sharded, shards: 16 }
              - name: collections
                at: { package: com.acme }
                gc: strip
            """);
    Shell shell = Shell.run("plan", rules, "--classes", classes);
    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .startsWith("com.acme.Sessions\n  applied         ")
        .contains("(Sessions.java:6)\n    map sharded: ")
        .contains("by \"sessions\", " + rules + ":3:5\n")
        .contains("  refused         ")
        .contains("(Sessions.java:9)\n    gc strip: ")
        .contains("\n1 applied, 1 refused, 0 not applicable, in 1 of 1 class\n  1 refused: ");
  }

  @Test
  void aRuleThatFindsNothingIsSaidWithTheNearestName() throws IOException {
    Path rules =
        rules(
            """
              - name: misspelled
                at: { class: com.acme.Sesions }
                gc: strip
              - name: elsewhere
                at: { package: com.acne }
                time: {}
              - name: nothing there
                at: { class: com.acme.Sessions, method: begin }
                gc: strip
            """);
    Shell shell = Shell.run("plan", rules, "--classes", classes);
    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.out())
        .contains("matched no class; did you mean \"com.acme.Sessions\"?\n")
        .contains("matched no class; did you mean \"com.acme\"?\n")
        .contains("'nothing there'")
        .contains("matched 1 class but no site in it\n");
  }

  @Test
  void jsonHoldsDecisionsDigestsAndUnmatchedRules() throws IOException {
    Path rules =
        rules(
            """
              - name: sessions
                at: { class: com.acme.Sessions }
                map: { variant: sharded, shards: 16 }
              - name: misspelled
                at: { class: com.acme.Sesions }
                gc: strip
            """);
    Shell shell = Shell.run("plan", rules, "--json", "--classes", classes);
    assertThat(shell.status()).isEqualTo(1);
    JsonObject json = JsonParser.parseString(shell.out()).getAsJsonObject();
    assertThat(json.getAsJsonObject("summary").get("applied").getAsInt()).isEqualTo(1);
    JsonObject plan = json.getAsJsonArray("classes").get(0).getAsJsonObject();
    assertThat(plan.get("digest").getAsString()).matches("[0-9a-f]{64}");
    JsonObject decision = plan.getAsJsonArray("decisions").get(0).getAsJsonObject();
    assertThat(decision.get("verdict").getAsString()).isEqualTo("applied");
    assertThat(decision.get("line").getAsInt()).isEqualTo(6);
    assertThat(decision.get("kind").getAsString()).isEqualTo("allocation");
    JsonObject rule = json.getAsJsonArray("rules").get(1).getAsJsonObject();
    assertThat(rule.get("nearest").getAsString()).isEqualTo("com.acme.Sessions");
  }

  @Test
  void unusableInputIsOneAndWrongUsageIsTwo() throws IOException {
    Path rules = rules("");
    Shell bad = Shell.run("plan", rules, "--classes", classes);
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.err()).startsWith(rules + ":2:");

    Path empty = Files.writeString(folder.resolve("empty.yaml"), "version: 1\nrules: []\n");
    assertThat(Shell.run("plan", empty, "--classes", folder.resolve("no.jar")).status())
        .isEqualTo(1);
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no zip");
    Shell corrupt = Shell.run("plan", empty, "--classes", broken);
    assertThat(corrupt.status()).isEqualTo(1);
    assertThat(corrupt.err()).contains("broken.jar");
    assertThat(Shell.run("plan", empty).status()).isEqualTo(2);
    assertThat(Shell.run("plan", "--help").out()).startsWith("Usage: unjam plan");
  }

  private Path rules(String rules) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), "version: 1\nrules:\n" + rules);
  }
}
