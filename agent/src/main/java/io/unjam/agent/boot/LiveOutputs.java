package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.Live;
import java.util.ArrayList;
import java.util.List;

/** Which outputs show the run while it goes on. Not loaded unless one is asked for. */
final class LiveOutputs {

  private LiveOutputs() {}

  /**
   * Those that are asked for. Metrics come last, so that whoever reads their address finds the
   * rest.
   */
  static List<SnapshotFeed.Listener> of(
      Options.Live wanted, Live live, SlowStacks stacks, Console console) {
    List<SnapshotFeed.Listener> outputs = new ArrayList<>();
    if (wanted.jmx()) {
      outputs.add(new ManagementBeans(live, console));
    }
    if (wanted.jfr()) {
      outputs.add(new FlightRecording(live, stacks, console));
    }
    if (wanted.spikes()) {
      outputs.add(new SpikeLog(console));
    }
    Integer port = wanted.prometheus();
    if (port != null) {
      outputs.add(new MetricsEndpoint(port, live, console));
    }
    return outputs;
  }
}
