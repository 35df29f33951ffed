package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliCheckTest {
  private static final String GOOD =
      """
      version: 1
      rules:
        - name: sessions
          at: { class: com.acme.Sessions }
          map: { variant: sharded, shards: 16 }
      """;
  private static final String BAD =
      """
      version: 1
      rules:
        - name: sessions
          at: { clas: com.acme.Sessions }
          map: { variant: sharded, shards: 0 }
      """;

  @TempDir Path folder;

  @Test
  void aGoodFileGivesOneLineAndZero() throws IOException {
    Shell shell = Shell.run("check", write("good.yaml", GOOD));
    assertThat(shell).isEqualTo(new Shell(0, "OK: 1 file, 1 rule\n", ""));
  }

  @Test
  void everyErrorOfEveryFileIsPrintedAndTheStatusIsOne() throws IOException {
    Path bad = write("bad.yaml", BAD);
    Path none = folder.resolve("none.yaml");
    Shell shell = Shell.run("check", bad, none, write("good.yaml", GOOD));
    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.out())
        .isEqualTo(
            bad
                + ":4:11: unknown key \"clas\" in \"at\"; did you mean \"class\"?\n"
                + bad
                + ":5:38: \"shards\" has to be a whole number from 1 to 4096, found 0;"
                + " the nearest is 1\n"
                + none
                + ":1:1: there is no such file; check the path and the working directory\n"
                + "3 errors in 2 of 3 files\n");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void aWordThatOnlyTheClassPathCanAskForIsNotMissed() throws IOException {
    Path file =
        write(
            "barge.yaml",
            """
            version: 1
            rules:
              - name: orders may barge
                at: { class: com.acme.Orders }
                lock: unfair
                assume: [fairness-not-required]
            """);
    assertThat(Shell.run("check", file)).isEqualTo(new Shell(0, "OK: 1 file, 1 rule\n", ""));
  }

  @Test
  void aRuleThatCanHaveNoEffectIsNoted() throws IOException {
    Path file =
        write(
            "notes.yaml",
            """
            version: 1
            rules:
              - name: gated
                at: { class: com.acme.Orders }
                lock: gated
              - name: collections
                at: { package: com.acme }
                gc: strip
            """);
    Shell shell = Shell.run("check", file);
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains(file + ":3:5: note: this version has no lock gated yet")
        .contains(file + ":6:5: note: gc strip needs \"assume: [explicit-gc-not-required]\"")
        .endsWith("OK: 1 file, 2 rules\n");
  }

  @Test
  void jsonHoldsWhatTheLinesSay() throws IOException {
    Path bad = write("bad.yaml", BAD);
    Shell shell = Shell.run("check", "--json", write("good.yaml", GOOD), bad);
    assertThat(shell.status()).isEqualTo(1);
    JsonObject json = JsonParser.parseString(shell.out()).getAsJsonObject();
    assertThat(json.get("ok").getAsBoolean()).isFalse();
    JsonObject good = json.getAsJsonArray("files").get(0).getAsJsonObject();
    assertThat(good.get("rules").getAsInt()).isEqualTo(1);
    assertThat(good.getAsJsonArray("errors")).isEmpty();
    JsonObject broken = json.getAsJsonArray("files").get(1).getAsJsonObject();
    assertThat(broken.get("file").getAsString()).isEqualTo(bad.toString());
    JsonObject error = broken.getAsJsonArray("errors").get(0).getAsJsonObject();
    assertThat(error.get("line").getAsInt()).isEqualTo(4);
    assertThat(error.get("column").getAsInt()).isEqualTo(11);
    assertThat(error.get("text").getAsString()).isEqualTo("clas");
    assertThat(error.get("suggestion").getAsString()).isEqualTo("did you mean \"class\"?");
  }

  @Test
  void wrongUsageIsTwoAndSaysWhatIsRight() {
    assertThat(Shell.run().status()).isEqualTo(2);
    assertThat(Shell.run().err()).contains("Name a command.").contains("check");
    assertThat(Shell.run("check").status()).isEqualTo(2);
    assertThat(Shell.run("check").err()).contains("FILE");
    Shell misspelled = Shell.run("chekc", "x");
    assertThat(misspelled.status()).isEqualTo(2);
    assertThat(misspelled.err()).contains("check");
    assertThat(misspelled.out()).isEmpty();
  }

  @Test
  void helpAndVersionGoToTheResultAndAreZero() {
    for (List<String> words :
        List.of(List.of("--help"), List.of("-h"), List.of("check", "--help"))) {
      Shell shell = Shell.run(words.toArray());
      assertThat(shell.status()).isZero();
      assertThat(shell.out()).startsWith("Usage: unjam").contains("Exit codes:");
      assertThat(shell.out()).doesNotContain("\u001b");
      assertThat(shell.err()).isEmpty();
    }
    assertThat(Shell.run("--version").out()).matches("unjam \\d+\\.\\d+.* \\(Java .*\\)\n");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
