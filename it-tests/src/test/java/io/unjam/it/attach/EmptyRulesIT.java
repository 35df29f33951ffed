package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent without a rule costs its start and nothing else: seen by another agent behind it. */
class EmptyRulesIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void retransformNothingAndInjectNothing(int version) throws Exception {
    List<String> seen = witnessed(version, "version: 1\nrules: []\n");
    assertThat(seen).noneMatch(line -> line.startsWith("again "));
    assertThat(seen)
        .contains("load " + name() + " " + digestOfFile())
        .noneMatch(line -> line.contains(" io/unjam/runtime/hook/"))
        .noneMatch(line -> line.contains(" io/unjam/runtime/variant/"));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void theWitnessSeesWhatARuleChanges(int version) throws Exception {
    assertThat(witnessed(version, Programs.RULES))
        .anyMatch(line -> line.startsWith("load " + name() + " "))
        .doesNotContain("load " + name() + " " + digestOfFile());
  }

  private List<String> witnessed(int version, String text) throws Exception {
    Path rules = Files.writeString(folder.resolve("app.unjam.yaml"), text);
    Path seen = folder.resolve("seen.txt");
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(FinishedJar.UNJAM.agentOption("rules=" + rules))
            .options("-javaagent:" + Witness.jar(folder) + "=" + seen)
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.stdout()).as(result::describe).isEqualTo(WordCount.OUTPUT);
    return new ArrayList<>(Files.readAllLines(seen));
  }

  private static String name() {
    return WordCount.class.getName().replace('.', '/');
  }

  private static String digestOfFile() throws IOException {
    try (InputStream in = WordCount.class.getResourceAsStream("WordCount.class")) {
      return Witness.digest(in.readAllBytes());
    }
  }
}
