package io.unjam.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.attach.CommandLine;
import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Desk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was done to a running JVM stands in the pictures of its recording. */
class MarksIT {

  private static final String RULES =
      """
      version: 1
      rules:
        - name: all
          at: { class: io.unjam.it.programs.Desk }
          time: { sample: SAMPLE }
      """;

  @TempDir Path folder;

  @Test
  void aReloadAndWhatSwitchesEditsAreMarked() throws Exception {
    Path rules = folder.resolve("desk.unjam.yaml");
    Files.writeString(rules, RULES.replace("SAMPLE", "1"));
    Path recording = folder.resolve("desk.unjam");
    CommandLine unjam = CommandLine.of(17);
    try (RunningShop desk =
        RunningShop.open(
            Jdk.require(17),
            Desk.class,
            FinishedJar.UNJAM.agentOption("record=" + recording + ",rules=" + rules))) {
      desk.order("write 100");
      Files.writeString(rules, RULES.replace("SAMPLE", "2"));
      String pid = Long.toString(desk.pid());
      unjam.done("reload", pid);
      unjam.done("off", pid);
      unjam.done("on", pid);
      desk.order("write 100");
      assertThat(desk.end().exit()).isZero();
    }

    String page = unjam.done("report", recording.toString());

    assertThat(page)
        .containsSubsequence(
            "id=\"events\"",
            "rules reloaded from " + rules + ", classes retransformed: 1",
            "off: every edit acts as the original",
            "on: edits are in force again")
        .contains("<line class=\"mark\"");
  }
}
