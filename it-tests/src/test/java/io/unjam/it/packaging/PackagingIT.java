package io.unjam.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.JlinkImage;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same program from an exploded class path, from the module path and in images of {@code
 * jlink}: the rules apply wherever an agent can run, and where none can the JVM says so and ends.
 */
class PackagingIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path rules;
  private Path report;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), Programs.RULES);
    report = folder.resolve("report.json");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void appliesOnAnExplodedClassPath(int version) throws Exception {
    assertApplied(
        withAgent(Jdk.require(version))
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void appliesOnTheModulePath(int version) throws Exception {
    assertApplied(
        withAgent(Jdk.require(version))
            .module(moduleOfWordCount(), "words/" + WordCount.class.getName())
            .run(AT_MOST));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void appliesInAnImageWithoutFlightRecorder(int version) throws Exception {
    Jdk image = JlinkImage.of(Jdk.require(version), "java.base,java.instrument", folder);
    assertApplied(
        withAgent(image)
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void endsWithTheMissingModulesNameInAnImageThatHasNoAgents(int version) throws Exception {
    Jdk image = JlinkImage.of(Jdk.require(version), "java.base", folder);
    Result result =
        withAgent(image)
            .options("-XX:ErrorFile=" + folder.resolve("crash.log"))
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isEqualTo(1);
    assertThat(result.stdout() + result.stderr())
        .as(result::describe)
        .contains("java.instrument")
        .doesNotContain("fatal error has been detected");
    assertThat(folder.resolve("crash.log")).doesNotExist();
  }

  private JavaProcess.Builder withAgent(Jdk jdk) {
    return JavaProcess.of(jdk).agent("rules=" + rules + ",report=" + report);
  }

  private void assertApplied(Result result) throws IOException {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(WordCount.OUTPUT);
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).isEqualTo(Programs.SITES);
    assertThat(decisions.failures()).isEmpty();
  }

  /** A folder with the program as a module that exports and opens nothing. */
  private Path moduleOfWordCount() throws IOException {
    String file = WordCount.class.getName().replace('.', File.separatorChar) + ".class";
    Path module = folder.resolve("words");
    Path copy = module.resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(Programs.classPath().findFirst().orElseThrow().resolve(file), copy);
    Path source = Files.writeString(folder.resolve("module-info.java"), "module words {}\n");
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", "-d", module.toString(), source.toString());
    assertThat(exit).as("javac's exit code").isZero();
    return module;
  }
}
