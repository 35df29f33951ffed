package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command says how it is used, and says it so that it can be read. */
class CliHelpTest {

  private static final int TERMINAL = 80;

  @Test
  void listsTheCommands() {
    Shell shell = Shell.run("--help");
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("check", "plan", "report", "suggest", "attach", "top", "detach");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check", "plan", "reach", "report", "suggest", "list", "attach", "status", "top", "reload",
        "off", "on", "detach"
      })
  void saysHowACommandIsUsed(String command) {
    PrintStream terminal = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    Shell shell;
    try {
      shell = Shell.run(command, "--help");
    } finally {
      System.setErr(terminal);
    }
    // Where the parser can't make sense of a text it complains there, and goes on.
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(shell.status()).isZero();
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).startsWith("Usage: unjam " + command).contains("Exit codes: 0 ");
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= TERMINAL);
    // A line that was broken by hand and wrapped again leaves a word or two alone.
    for (int i = 0; i + 1 < lines.size(); i++) {
      String next = lines.get(i + 1).strip();
      String word = next.substring(0, next.indexOf(' ') < 0 ? next.length() : next.indexOf(' '));
      if (Character.isLowerCase(word.isEmpty() ? ' ' : word.charAt(0))
          && !lines.get(i).contains("  ")) {
        assertThat(lines.get(i).length() + 1 + word.length())
            .as(lines.get(i))
            .isGreaterThanOrEqualTo(TERMINAL);
      }
    }
  }
}
