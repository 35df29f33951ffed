package io.unjam.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real applications do their work and keep their invariants, on every tested JDK. */
class RealApplicationsIT {

  private static final List<RealApplication> APPLICATIONS =
      List.of(new H2Application(), new HsqldbApplication(), new DerbyApplication());

  private static final Duration AT_MOST = Duration.ofSeconds(90);

  static Stream<Arguments> everyApplicationOnEveryJdk() {
    return APPLICATIONS.stream()
        .flatMap(
            application ->
                Stream.of(17, 25)
                    .map(version -> Arguments.of(application.name(), version, application)));
  }

  private static final String TIME_EVERYTHING =
      """
      version: 1
      rules:
        - name: everything that writes
          at: { package: %s }
          time: { sample: 16 }
      """;

  /** The variants that keep an application's meaning by themselves, everywhere in it at once. */
  private static final String ASKING_NOBODY =
      """
      version: 1
      rules:
        - name: readers of every read-write lock
          at: { package: %1$s }
          lock: reader-sharded
        - name: every ConcurrentHashMap
          at: { package: %1$s }
          map: { variant: sharded, shards: 4 }
        - name: every yield
          at: { package: %1$s }
          yield: auto
      """;

  private static final ApplicationsTable TABLE = new ApplicationsTable();

  @TempDir Path scratch;

  @AfterAll
  static void writeTable() throws IOException {
    TABLE.write();
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsAsItIs(String name, int version, RealApplication application)
      throws Exception {
    DriverResult result = run(JavaProcess.of(Jdk.require(version)), application);
    TABLE.add(name, version, "none", null, result);
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWhileEveryWriteIsTimed(
      String name, int version, RealApplication application) throws Exception {
    Path rules =
        Files.writeString(
            scratch.resolve("time.unjam.yaml"),
            TIME_EVERYTHING.formatted(application.rootPackage()));
    runWithAgent(version, application, rules, "time: everything");
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWithItsShippedRules(String name, int version, RealApplication application)
      throws Exception {
    Path rules = Settings.rules().resolve(name + ".unjam.yaml");
    runWithAgent(version, application, rules, rules.getFileName().toString());
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWithAllThatAsksForNobodysWord(
      String name, int version, RealApplication application) throws Exception {
    Path rules =
        Files.writeString(
            scratch.resolve("all.unjam.yaml"), ASKING_NOBODY.formatted(application.rootPackage()));
    runWithAgent(version, application, rules, "all: no assume");
  }

  private void runWithAgent(int version, RealApplication application, Path rules, String shownRules)
      throws Exception {
    Path summary = scratch.resolve("summary.json");
    JavaProcess.Builder jvm =
        JavaProcess.of(Jdk.require(version)).agent("rules=" + rules + ",report=" + summary);
    DriverResult result = run(jvm, application);
    AgentReport report = AgentReport.read(summary);
    assertThat(report.failures()).as("classes that could not be rewritten").isEmpty();
    TABLE.add(application.name(), version, shownRules, report, result);
  }

  private DriverResult run(JavaProcess.Builder jvm, RealApplication application) throws Exception {
    Path drivers = RealApplication.jarOf(application.driver().getName());
    JavaProcess.Result ended =
        jvm.options(application.options())
            .main(
                Stream.concat(application.jars().stream(), Stream.of(drivers)),
                application.driver().getName(),
                application.arguments(scratch))
            .run(AT_MOST);
    assertThat(ended.exit()).as(ended::describe).isZero();
    assertThat(ended.stdout() + ended.stderr())
        .as(ended::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
    DriverResult result = DriverResult.in(ended.stdout());
    assertThat(result.failures()).as(ended::describe).isEmpty();
    assertThat(result.checks()).as("checks that were made").isPositive();
    return result;
  }
}
