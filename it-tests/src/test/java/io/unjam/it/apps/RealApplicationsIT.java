package io.unjam.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Real applications do their work and keep their invariants, on every tested JDK. */
class RealApplicationsIT {

  private static final Duration AT_MOST = Duration.ofMinutes(2);

  static Stream<Arguments> everyApplicationOnEveryJdk() {
    return Stream.of(RealApplication.values())
        .filter(application -> application.isHeavy() == Settings.heavy())
        .flatMap(
            application -> Stream.of(17, 25).map(version -> Arguments.of(application, version)));
  }

  /** {@code LinkageError} and its subclasses, which are what a wrong edit comes to. */
  private static final String[] LINKAGE_ERRORS = {
    "LinkageError",
    "VerifyError",
    "ClassFormatError",
    "UnsupportedClassVersionError",
    "ClassCircularityError",
    "NoClassDefFoundError",
    "IncompatibleClassChangeError",
    "AbstractMethodError",
    "IllegalAccessError",
    "InstantiationError",
    "NoSuchFieldError",
    "NoSuchMethodError",
    "BootstrapMethodError",
    "ExceptionInInitializerError",
    "UnsatisfiedLinkError"
  };

  private static final String HEAD = "version: 1\nrules:\n";

  private static final String TIME_EVERYTHING =
      """
        - name: everything that writes in %1$s
          at: { package: %1$s }
          time: { sample: 16 }
      """;

  /** The variants that keep an application's meaning by themselves, everywhere in it at once. */
  private static final String ASKING_NOBODY =
      """
        - name: readers of every read-write lock in %1$s
          at: { package: %1$s }
          lock: reader-sharded
        - name: every ConcurrentHashMap in %1$s
          at: { package: %1$s }
          map: { variant: sharded, shards: 4 }
        - name: every yield in %1$s
          at: { package: %1$s }
          yield: auto
      """;

  private static final ApplicationsTable TABLE = new ApplicationsTable();

  @TempDir Path scratch;

  @AfterAll
  static void writeTable() throws IOException {
    TABLE.write();
  }

  /** A shipped rule that finds nothing is out of date: the application has moved on. */
  @ParameterizedTest
  @EnumSource
  void everyShippedRuleFindsItsPlace(RealApplication application) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    arguments.add(shippedRules(application).toString());
    for (Path jar : application.jars()) {
      arguments.addAll(List.of("--classes", jar.toString()));
    }

    JavaProcess.Result planned =
        JavaProcess.of(Jdk.require(17))
            .jar(FinishedJar.UNJAM.path(), arguments.toArray(String[]::new))
            .run(AT_MOST);

    assertThat(planned.exit()).as(planned::describe).isZero();
    assertThat(planned.stdout() + planned.stderr())
        .contains("applied")
        .doesNotContain("matched no");
  }

  private static Path shippedRules(RealApplication application) {
    return Settings.rules().resolve(application.label() + ".unjam.yaml");
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsAsItIs(RealApplication application, int version) throws Exception {
    DriverResult result = run(JavaProcess.of(Jdk.require(version)), application);
    TABLE.add(application.label(), version, "none", null, result);
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWhileEveryWriteIsTimed(RealApplication application, int version)
      throws Exception {
    Path rules = rules(TIME_EVERYTHING, application);
    runWithAgent(
        JavaProcess.of(Jdk.require(version)), version, application, rules, "time: everything");
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWithItsShippedRules(RealApplication application, int version)
      throws Exception {
    Path rules = shippedRules(application);
    runWithAgent(
        JavaProcess.of(Jdk.require(version)),
        version,
        application,
        rules,
        rules.getFileName().toString());
  }

  /** Here is the most that is edited, so here it is also compiled to the end. */
  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsWithAllThatAsksForNobodysWord(RealApplication application, int version)
      throws Exception {
    Path rules = rules(ASKING_NOBODY, application);
    JavaProcess.Builder jvm =
        JavaProcess.of(Jdk.require(version)).options(JavaProcess.AS_USERS_HAVE_IT);
    runWithAgent(jvm, version, application, rules, "all: no assume");
  }

  private Path rules(String template, RealApplication application) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (String each : application.packages()) {
      text.append(template.formatted(each));
    }
    return Files.writeString(scratch.resolve("made.unjam.yaml"), text);
  }

  private void runWithAgent(
      JavaProcess.Builder jvm,
      int version,
      RealApplication application,
      Path rules,
      String shownRules)
      throws Exception {
    Path summary = scratch.resolve("summary.json");
    jvm.agent("rules=" + rules + ",report=" + summary);
    DriverResult result = run(jvm, application);
    AgentReport report = AgentReport.read(summary);
    assertThat(report.failures()).as("classes that could not be rewritten").isEmpty();
    TABLE.add(application.label(), version, shownRules, report, result);
  }

  /** The text of all logs below a folder: some applications keep their troubles to a file. */
  private static String logs(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".log")).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  private DriverResult run(JavaProcess.Builder jvm, RealApplication application) throws Exception {
    Path work = Files.createDirectory(scratch.resolve("work"));
    JavaProcess.Result ended =
        jvm.main(
                application.jars().stream(),
                RealApplication.DRIVER,
                application.arguments(work.toString()))
            .run(AT_MOST);
    assertThat(ended.exit()).as(ended::describe).isZero();
    assertThat(ended.stdout() + ended.stderr()).as(ended::describe).doesNotContain(LINKAGE_ERRORS);
    assertThat(logs(work)).as("what the application logged").doesNotContain(LINKAGE_ERRORS);
    DriverResult result = DriverResult.in(ended.stdout());
    assertThat(result.failures()).as(ended::describe).isEmpty();
    assertThat(result.checks()).as("checks that were made").isPositive();
    return result;
  }
}
