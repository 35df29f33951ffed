package io.unjam.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.attach.CommandLine;
import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.JlinkImage;
import io.unjam.it.programs.Desk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One application, seen by every output at once, and by none after a detach. */
class LiveOutputsIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern ADDRESS =
      Pattern.compile("^\\[unjam] metrics are at (http://127\\.0\\.0\\.1:\\d+/metrics)$");
  private static final String RULES =
      """
      version: 1
      rules:
        - name: all
          at: { class: io.unjam.it.programs.Desk }
          time: { sample: 1 }
      """;

  private static final String WRITES = "method=\"write\"";
  private static final String WAITS = "method=\"stall\"";

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("desk.unjam.yaml"), RULES);
  }

  private static URI address(RunningShop desk) {
    Matcher matcher = ADDRESS.matcher(desk.said(2).get(1));
    assertThat(matcher.matches()).as(desk.stderr()).isTrue();
    return URI.create(matcher.group(1));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void allOutputsTellTheSameUntilTheAgentIsDetached(int version) throws Exception {
    Path recording = folder.resolve("a.jfr");
    try (RunningShop desk =
        RunningShop.open(
            Jdk.require(version),
            Desk.class,
            "-XX:StartFlightRecording=filename=" + recording,
            "-XX:+EnableDynamicAgentLoading",
            FinishedJar.UNJAM.agentOption(
                "prometheus=0,jfr=on,jmx=on,spikes=log,rules=" + rules))) {
      URI address = address(desk);
      awaitEvents(desk, address);
      desk.order("write 500");
      desk.order("stall 3");
      await().atMost(SOON).untilAsserted(() -> assertCounts(Scrape.of(address)));
      assertSpikesAreSaid(desk);
      assertBeans(desk, address);

      CommandLine unjam = CommandLine.of(version);
      assertThat(unjam.done("status", Long.toString(desk.pid())))
          .contains(", metrics at " + address + "\n");
      unjam.done("detach", Long.toString(desk.pid()));

      assertThatThrownBy(() -> new Socket(address.getHost(), address.getPort()).close())
          .isInstanceOf(IOException.class);
      assertThat(desk.order("threads")).doesNotContain("unjam");
      assertThat(desk.order("write 500")).isEqualTo("1000 entries");
      assertNothingHoldsTheAgent(version, desk);
      assertUnharmed(desk.end());
    }
    assertEvents(RecordingFile.readAllEvents(recording));
  }

  /** The JVM starts its recording beside the agent, which looks for it once a second. */
  private static void awaitEvents(RunningShop desk, URI address) throws Exception {
    await()
        .atMost(SOON)
        .until(
            () ->
                desk.order("events")
                    .equals("[unjam.Decision, unjam.SlowWrite, unjam.WriteLatency]"));
    // One more snapshot: what was begun with the last is done.
    double before = Scrape.of(address).value("unjam_snapshot_timestamp_seconds");
    await()
        .atMost(SOON)
        .until(() -> Scrape.of(address).value("unjam_snapshot_timestamp_seconds") > before);
  }

  private static void assertCounts(Scrape scrape) {
    assertThat(scrape.value("unjam_write_duration_seconds_count", WRITES)).isEqualTo(500);
    assertThat(scrape.value("unjam_timed_operations_total", WRITES, "measure=\"write\""))
        .isEqualTo(500);
    assertThat(scrape.value("unjam_lock_wait_duration_seconds_count", WAITS)).isEqualTo(3);
    assertThat(scrape.value("unjam_lock_wait_duration_seconds_bucket", WAITS, "le=\"0.002\""))
        .isZero();
    assertThat(scrape.value("unjam_lock_hold_duration_seconds_count", WAITS)).isEqualTo(3);
    assertThat(scrape.value("unjam_longest_duration_seconds", WAITS, "\"wait\""))
        .isGreaterThan(0.003);
    assertThat(scrape.value("unjam_spikes_total", WAITS, "level=\"3\"")).isEqualTo(3);
    assertThat(scrape.value("unjam_spike_runs_total", WAITS, "level=\"3\"")).isEqualTo(1);
    // What is sure goes before what is likely, such as a holder.
    assertThat(scrape.sum("unjam_slow_operations_total", WAITS)).isEqualTo(3);
    assertThat(scrape.sum("unjam_slow_operations_total", WAITS, "unknown")).isZero();
    assertThat(scrape.sum("unjam_slow_operation_seconds_total", WAITS)).isGreaterThan(0.009);
    assertThat(scrape.value("unjam_decisions", "rule=\"all\"", "verdict=\"applied\"")).isEqualTo(3);
    assertThat(scrape.value("unjam_site_info", "Desk.write(I)", "map_write", "rule=\"all\""))
        .isEqualTo(1);
    assertThat(scrape.value("unjam_edits_on")).isEqualTo(1);
  }

  private static void assertSpikesAreSaid(RunningShop desk) {
    assertThat(desk.said(3))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("[unjam] slow at io.unjam.it.programs.Desk.stall(I)")
                    .contains(
                        "three in a row of level 3, once, the longest ",
                        "; the lock was last taken at io.unjam.it.programs.Desk.hold()V@"));
  }

  /** As a console does that attaches: which is what makes the MBean server come into being. */
  @SuppressWarnings("BanJNDI") // the JVM is ours and on this machine
  private static void assertBeans(RunningShop desk, URI address) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(desk.pid()));
    String url;
    try {
      url = machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url))) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName agent = new ObjectName("io.unjam:type=Agent");
      ObjectName latency = new ObjectName("io.unjam:type=Latency");
      await().atMost(SOON).until(() -> server.isRegistered(latency));
      assertThat(server.getAttribute(agent, "Applied")).isEqualTo(3);
      CompositeData[] sites = (CompositeData[]) server.getAttribute(latency, "Sites");
      assertThat(sites)
          .anySatisfy(
              row -> {
                assertThat(row.get("method")).asString().startsWith("write(I)");
                assertThat(row.get("operations")).isEqualTo(500L);
              });
      assertThat((CompositeData[]) server.getAttribute(latency, "Slow"))
          .anySatisfy(row -> assertThat(row.get("site")).asString().contains("Desk.stall(I)"));
      assertThat(server.invoke(agent, "off", null, null)).asString().contains("\"off\"");
      assertThat(server.getAttribute(agent, "On")).isEqualTo(false);
      assertThat(Scrape.of(address).value("unjam_edits_on")).isZero();
      server.invoke(agent, "on", null, null);
    }
  }

  /** Neither the MBean server nor the flight recorder nor a thread: its classes can go. */
  private static void assertNothingHoldsTheAgent(int version, RunningShop desk) {
    Path jcmd = Jdk.require(version).home().resolve("bin/jcmd");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Process process =
                  new ProcessBuilder(
                          jcmd.toString(), Long.toString(desk.pid()), "GC.class_histogram")
                      .redirectErrorStream(true)
                      .start();
              String histogram =
                  new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              assertThat(histogram)
                  .contains("io.unjam.it.programs.Desk")
                  .doesNotContain("io.unjam.runtime.bridge.AgentClassLoader");
            });
  }

  private static void assertEvents(List<RecordedEvent> events) {
    List<RecordedEvent> slow = named(events, "unjam.SlowWrite", "stall(I)Ljava/lang/String;");
    assertThat(slow)
        .hasSize(3)
        .allSatisfy(
            event -> {
              assertThat(event.getInt("level")).isEqualTo(3);
              assertThat(event.getDuration("latency")).isGreaterThan(Duration.ofMillis(3));
              assertThat(event.getString("holder")).contains("Desk.hold()V@");
              assertThat(event.getString("cause")).isNotEmpty();
              assertThat(event.getString("writer")).isEqualTo("main");
              assertThat(event.getString("stack"))
                  .startsWith("io.unjam.it.programs.Desk.stall(Desk.java:");
            });
    long written = 0;
    for (RecordedEvent event : named(events, "unjam.WriteLatency", "write(I)Ljava/lang/String;")) {
      written += event.getLong("operations");
    }
    assertThat(written).isEqualTo(500);
    assertThat(named(events, "unjam.Decision", "write(I)Ljava/lang/String;"))
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.getString("verdict")).isEqualTo("applied");
              assertThat(event.getString("rule")).isEqualTo("all");
            });
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name, String method) {
    List<RecordedEvent> found = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().equals(name) && event.getString("method").equals(method)) {
        found.add(event);
      }
    }
    return found;
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aCutDownImageHasMetricsAndSaysNothingOfWhatItLacks(int version) throws Exception {
    Jdk image = JlinkImage.of(Jdk.require(version), "java.base,java.instrument", folder);
    try (RunningShop desk =
        RunningShop.open(
            image,
            Desk.class,
            FinishedJar.UNJAM.agentOption("prometheus=0,jfr=on,jmx=on,rules=" + rules))) {
      URI address = address(desk);
      desk.order("write 20");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(Scrape.of(address).value("unjam_write_duration_seconds_count", WRITES))
                      .isEqualTo(20));
      assertThat(desk.said(2)).hasSize(2);
      assertUnharmed(desk.end());
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aPortThatIsTakenIsSaidOnceAndTheApplicationRuns(int version) throws Exception {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket taken = new ServerSocket(0, 1, here);
        RunningShop desk =
            RunningShop.open(
                Jdk.require(version),
                Desk.class,
                FinishedJar.UNJAM.agentOption(
                    "prometheus=" + taken.getLocalPort() + ",rules=" + rules))) {
      assertThat(desk.said(2).get(1))
          .isEqualTo(
              "[unjam] no metrics, port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1 can't be had: Address already in use");
      assertThat(desk.order("write 20")).isEqualTo("20 entries");
      Result result = desk.end();
      assertUnharmed(result);
      assertThat(result.stderr()).containsOnlyOnce("can't be had");
    }
  }

  private static void assertUnharmed(Result result) {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).contains("close: all there");
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("Error", "Exception", "WARNING");
  }
}
