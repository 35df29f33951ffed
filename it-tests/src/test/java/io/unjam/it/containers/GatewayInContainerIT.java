package io.unjam.it.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The sample gateway in containers as operators run it, written to over HTTP: not as root, with 256
 * MiB, nothing but {@code /tmp} and one mounted folder to write to. It adds up, whatever is
 * rewritten in it.
 */
class GatewayInContainerIT {

  private static final int PROXY = 8080;
  private static final int ADMIN = 8081;
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);

  /** An ended JVM reports a signal as 128 and its number. */
  private static final long BY_SIGTERM = 128 + 15;

  /** Where no other place is named. */
  private static final String EVERYWHERE = "at: { package: com.acme }";

  /**
   * What rules say of the gateway: each action that has a site in it, by its name, together with
   * such as have theirs elsewhere.
   */
  private static final List<Map<String, String>> ACTIONS =
      List.of(
          Map.of(
              "map sharded", "map: { variant: sharded, shards: 8 }",
              "yield auto", "yield: auto",
              "lock unfair", "lock: unfair\n    assume: [fairness-not-required]"),
          Map.of(
              "map hot-key", "map: hot-key",
              "yield strip", "yield: strip\n    assume: [yield-not-required]"),
          Map.of(
              "map get-first", "map: get-first",
              "gc strip", "gc: strip\n    assume: [explicit-gc-not-required]"),
          Map.of(
              "map presized", "map: { variant: presized, capacity: 4096 }",
              "time", "time: { sample: 1 }"));

  private static final String STRIPED =
      """
      at: { class: com.acme.gateway.RouteTable, lock: lock }
          lock: { variant: striped, stripes: 8, guards: [routes] }
          assume: [journal-order-across-keys, order-unused]
      """;

  static Stream<Arguments> everyActionOnEveryJdk() {
    Stream<Arguments> everywhere =
        ACTIONS.stream()
            .map(GatewayInContainerIT::everywhere)
            .flatMap(rules -> Stream.of(17, 25).map(version -> Arguments.of(rules, version)));
    return Stream.concat(
        everywhere,
        Stream.of(
            Arguments.of(Map.of("lock striped", STRIPED), 17),
            Arguments.of(Map.of("lock striped", STRIPED), 25),
            // Which is refused before 22: PinIT.
            Arguments.of(everywhere(Map.of("pin", "pin: { threads: \"*\" }")), 25)));
  }

  private static Map<String, String> everywhere(Map<String, String> actions) {
    Map<String, String> rules = new TreeMap<>();
    actions.forEach((name, action) -> rules.put(name, EVERYWHERE + "\n    " + action));
    return rules;
  }

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void keepsItsInvariantsAsItIs(int version) throws Exception {
    try (JdkContainer gateway = gateway(version)) {
      underLoad(gateway);
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyActionOnEveryJdk")
  void keepsItsInvariantsWith(Map<String, String> actions, int version) throws Exception {
    StringBuilder text = new StringBuilder("version: 1\nrules:\n");
    actions.forEach(
        (name, rule) ->
            text.append("  - name: ").append(name).append("\n    ").append(rule + "\n"));
    Path rules = Files.writeString(folder.resolve("app.unjam.yaml"), text);
    try (JdkContainer gateway = gateway(version)) {
      gateway
          .mount(FinishedJar.UNJAM.path(), "/app/unjam.jar")
          .mount(rules, "/app/app.unjam.yaml")
          .mountWritable(reports(), "/reports")
          // Many starts: with the fast compiler alone, but for the tests of what users run.
          .java("-XX:TieredStopAtLevel=1")
          .java("-javaagent:/app/unjam.jar=rules=/app/app.unjam.yaml,report=/reports/report.json");
      underLoad(gateway);
      assertThat(gateway.terminate()).as(gateway::getLogs).isEqualTo(BY_SIGTERM);
      AgentReport report = AgentReport.read(reports().resolve("report.json"));
      assertThat(report.effective()).as(gateway::getLogs).isEqualTo(actions.keySet());
      assertThat(report.failures()).as(gateway::getLogs).isEmpty();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void takesTheShippedRulesByTheEnvironmentAndTheJarUnderAnotherName(int version) throws Exception {
    try (JdkContainer gateway = gateway(version)) {
      gateway
          .mount(FinishedJar.UNJAM.path(), "/opt/apm/agent-1.jar")
          .mount(Settings.rules().resolve("gateway.unjam.yaml"), "/opt/apm/gateway.unjam.yaml")
          .withEnv("JAVA_TOOL_OPTIONS", "-javaagent:/opt/apm/agent-1.jar")
          .withEnv("UNJAM_RULES", "/opt/apm/gateway.unjam.yaml")
          .withEnv("UNJAM_REPORT", "exit");
      underLoad(gateway);
      assertThat(gateway.terminate()).as(gateway::getLogs).isEqualTo(BY_SIGTERM);
      assertThat(gateway.getLogs(OutputType.STDERR))
          .contains("self-test passed")
          .containsPattern("applied +collectReplaced:\\d+ System.gc");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void takesCommandsFromInsideAndSaysSoToThoseFromOutside(int version) throws Exception {
    try (JdkContainer gateway = gateway(version)) {
      gateway
          .mount(FinishedJar.UNJAM.path(), "/app/unjam.jar")
          .mount(Settings.rules().resolve("gateway.unjam.yaml"), "/app/gateway.unjam.yaml");
      underLoad(gateway);

      assertThat(unjam(gateway, "attach", "1", "rules=/app/gateway.unjam.yaml"))
          .contains(" applied, ")
          .contains("loaded before: objects made before stay as they are");
      assertThat(unjam(gateway, "list")).contains("sample-app.jar");
      assertThat(unjam(gateway, "detach", "1")).contains("process 1 runs without Unjam");

      Result outside =
          JavaProcess.of(Jdk.require(version))
              .jar(FinishedJar.UNJAM.path(), "attach", Long.toString(gateway.pidOutside()))
              .run(UP_WITHIN);
      assertThat(outside.exit()).as(outside::describe).isEqualTo(1);
      assertThat(outside.stderr())
          .as(outside::describe)
          .contains("runs in a container: run the command in there");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void goesOnWhereTheDiskUnderItsRecordingFills(int version) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("app.unjam.yaml"),
            "version: 1\nrules:\n  - name: time\n    "
                + EVERYWHERE
                + "\n    time: { sample: 1 }\n");
    try (JdkContainer gateway = gateway(version)) {
      gateway
          .mount(FinishedJar.UNJAM.path(), "/app/unjam.jar")
          .mount(rules, "/app/app.unjam.yaml")
          .temporaryFolderAnd("/recordings", "256k")
          .java("-XX:TieredStopAtLevel=1")
          .java("-javaagent:/app/unjam.jar=rules=/app/app.unjam.yaml,record=/recordings/a.unjam");
      start(gateway);
      assertThat(inside(gateway, "cat /dev/zero > /recordings/rest").getStderr())
          .contains("No space left on device");
      load(gateway);
      await()
          .atMost(UP_WITHIN)
          .until(() -> gateway.getLogs(OutputType.STDERR).contains("No space left on device"));
      assertThat(gateway.terminate()).as(gateway::getLogs).isEqualTo(BY_SIGTERM);
      assertThat(gateway.getLogs(OutputType.STDERR).lines().filter(it -> it.contains("a.unjam ")))
          .as(gateway::getLogs)
          .hasSize(1)
          .first()
          .asString()
          .contains("stops, what is in it stays", "No space left on device");
    }
  }

  private static Container.ExecResult inside(JdkContainer gateway, String script) throws Exception {
    return gateway.execInContainer("sh", "-c", script);
  }

  /** What a command of Unjam's prints that an operator runs in the container. */
  private static String unjam(JdkContainer gateway, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("java", "-Xmx32m", "-jar", "/app/unjam.jar"));
    command.addAll(List.of(arguments));
    Container.ExecResult result = gateway.execInContainer(command.toArray(String[]::new));
    assertThat(result.getExitCode()).as(result.toString()).isZero();
    return result.getStdout();
  }

  private static JdkContainer gateway(int version) {
    return JdkContainer.of(version)
        .readOnlyRoot()
        .temporaryFolder()
        .mount(FinishedJar.SAMPLE_APP.path(), "/app/sample-app.jar")
        .withExposedPorts(PROXY, ADMIN)
        .waitingFor(Wait.forHttp("/admin/health").forPort(ADMIN).withStartupTimeout(UP_WITHIN));
  }

  private static void underLoad(JdkContainer gateway) throws Exception {
    start(gateway);
    load(gateway);
  }

  private static void start(JdkContainer gateway) {
    gateway
        .java("-Xmx96m", "-jar", "/app/sample-app.jar", "gateway", "--host", "0.0.0.0")
        .java("--port", Integer.toString(PROXY), "--admin-port", Integer.toString(ADMIN));
    gateway.start();
  }

  private static void load(JdkContainer gateway) throws Exception {
    new GatewayLoad(
            gateway.getHost(),
            gateway.getMappedPort(PROXY),
            gateway.getMappedPort(ADMIN),
            "127.0.0.1:" + ADMIN)
        .runAndCheck();
    assertThat(gateway.getLogs(OutputType.STDOUT, OutputType.STDERR))
        .contains("gateway ready")
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
  }

  /** A folder that the container's user can write to, whoever runs the tests. */
  private Path reports() throws IOException {
    Path reports = folder.resolve("reports");
    if (Files.notExists(reports)) {
      Files.createDirectory(reports);
      Files.setPosixFilePermissions(reports, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    return reports;
  }
}
