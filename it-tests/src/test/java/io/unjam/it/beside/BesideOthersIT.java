package io.unjam.it.beside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.apps.RealApplication;
import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents in one JVM: both work, both report, and the application notices neither. */
class BesideOthersIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private static final String OURS =
      Programs.RULES.replace("io.unjam.it.programs", "io.unjam.it.beside");

  private static final String MAPS =
      """
        - name: maps
          at: { package: io.unjam.it.beside }
          map: { variant: sharded, shards: 4 }
      """;

  @TempDir Path folder;
  private Path rules;
  private Path report;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), Programs.RULES);
    report = folder.resolve("report.json");
  }

  @ParameterizedTest(name = "on {0}, JaCoCo first: {1}")
  @CsvSource({"17, true", "17, false", "25, true", "25, false"})
  void coverageIsRecordedAndTheRulesApply(int version, boolean first) throws Exception {
    Path coverage = folder.resolve("jacoco.exec");
    String jacoco =
        "-javaagent:" + RealApplication.jarOf("org.jacoco.agent.rt.RT") + "=destfile=" + coverage;
    Result result =
        first ? wordCount(version, jacoco, unjam()) : wordCount(version, unjam(), jacoco);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
    // Names stand in the execution data as they are; only classes with a covered probe are in it.
    assertThat(Files.readString(coverage, ISO_8859_1))
        .contains(WordCount.class.getName().replace('.', '/'));
  }

  @ParameterizedTest(name = "on {0}, OpenTelemetry first: {1}")
  @CsvSource({"17, true", "17, false", "25, true", "25, false"})
  void requestsAreTracedAndTheRulesApply(int version, boolean first) throws Exception {
    Files.writeString(rules, OURS);
    List<String> agents =
        inOrder(first, agentOf("io.opentelemetry.javaagent.OpenTelemetryAgent"), unjam());
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(agents)
            .options("-Dotel.traces.exporter=console", "-Dotel.metrics.exporter=none")
            .options("-Dotel.logs.exporter=none", "-Dotel.javaagent.logging=application")
            // It keeps so many lines until it ends, each class of ours that it looks at included.
            .options("-Dotel.javaagent.logging.application.logs-buffer-max-records=100000")
            .main(Programs.classPath(), Greetings.class.getName(), List.of())
            .run(Duration.ofMinutes(2));
    assertUnharmed(result, Greetings.OUTPUT, Greetings.SITES);
    // Each span in a line that names who made it.
    assertThat(result.stderr()).as(result::describe).contains("io.opentelemetry.http-url-conn");
  }

  @ParameterizedTest(name = "on {0}, Mockito first: {1}")
  @CsvSource({"17, true", "17, false", "25, true", "25, false"})
  void classesAreMockedAndTheRulesApply(int version, boolean first) throws Exception {
    Files.writeString(rules, OURS + MAPS);
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(inOrder(first, agentOf("org.mockito.Mockito"), unjam()))
            .main(
                Stream.concat(
                    Programs.classPath(),
                    Stream.of(
                            "org.mockito.Mockito",
                            "net.bytebuddy.ByteBuddy",
                            "net.bytebuddy.agent.ByteBuddyAgent",
                            "org.objenesis.Objenesis")
                        .map(RealApplication::jarOf)),
                MockedTill.class.getName(),
                List.of())
            .run(AT_MOST);
    // Also where Mockito comes first, whose later changes make it another class file for us.
    assertUnharmed(result, MockedTill.OUTPUT, MockedTill.SITES);
    // Without its agent Mockito would have attached itself, and said so.
    assertThat(result.stderr()).as(result::describe).doesNotContain("self-attaching");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aSecondOfOursSaysSoAndStaysOut(int version) throws Exception {
    Result result = wordCount(version, unjam(), unjam());
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(2);
    assertThat(said(result).get(1))
        .as(result::describe)
        .contains("stays out: this JVM already runs Unjam")
        .contains(FinishedJar.UNJAM.path().toString());
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aSecondOfOursFromAnotherFileStaysOutToo(int version) throws Exception {
    Path copy = Files.copy(FinishedJar.UNJAM.path(), folder.resolve("copy.jar"));
    Result result = wordCount(version, unjam(), "-javaagent:" + copy + "=rules=" + rules);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(2);
    assertThat(said(result).get(1)).as(result::describe).contains("stays out");
  }

  private String unjam() {
    return FinishedJar.UNJAM.agentOption("rules=" + rules + ",report=" + report);
  }

  private static Result wordCount(int version, String... agents) throws Exception {
    return JavaProcess.of(Jdk.require(version))
        .options(agents)
        .main(Programs.classPath(), WordCount.class.getName(), List.of())
        .run(AT_MOST);
  }

  private static String agentOf(String className) {
    return "-javaagent:" + RealApplication.jarOf(className);
  }

  private static List<String> inOrder(boolean otherFirst, String other, String ours) {
    return otherFirst ? List.of(other, ours) : List.of(ours, other);
  }

  private void assertUnharmed(Result result) throws IOException {
    assertUnharmed(result, WordCount.OUTPUT, Programs.SITES);
  }

  /** The application did its work, and each of its sites was rewritten once. */
  private void assertUnharmed(Result result, String output, int sites) throws IOException {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(output);
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).isEqualTo(sites);
    assertThat(decisions.failures()).isEmpty();
  }

  private static List<String> said(Result result) {
    return result.stderr().lines().filter(line -> line.startsWith("[unjam] ")).toList();
  }
}
