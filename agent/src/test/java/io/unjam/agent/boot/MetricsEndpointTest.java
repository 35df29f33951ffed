package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.Live;
import io.unjam.agent.report.SampleRun;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the port is open, and what is said of it. */
class MetricsEndpointTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);
  private final Snapshot snapshot = SampleRun.latency();
  private final Live live = SampleRun.live(SampleRun.report(snapshot), true);

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void isOpenFromTheFirstSnapshotUntilTheEnd() {
    MetricsEndpoint endpoint = new MetricsEndpoint(0, live, console);
    assertThat(endpoint.address()).isNull();
    endpoint.next(snapshot);
    endpoint.next(snapshot);
    assertThat(lines()).containsExactly("[unjam] metrics are at " + endpoint.address());
    endpoint.end();
    endpoint.next(snapshot);
    assertThat(endpoint.address()).isNull();
  }

  @Test
  void opensNothingWhereTheFirstSnapshotIsTheLast() {
    MetricsEndpoint endpoint = new MetricsEndpoint(0, live, console);
    endpoint.last(snapshot);
    endpoint.next(snapshot);
    assertThat(endpoint.address()).isNull();
    assertThat(lines()).isEmpty();
  }

  @Test
  void saysOnceThatThePortIsTaken() throws Exception {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket taken = new ServerSocket(0, 1, here)) {
      MetricsEndpoint endpoint = new MetricsEndpoint(taken.getLocalPort(), live, console);
      endpoint.next(snapshot);
      endpoint.next(snapshot);
      assertThat(lines()).singleElement().asString().contains("can't be had");
    }
  }
}
