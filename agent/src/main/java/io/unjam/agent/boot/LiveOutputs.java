package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.Live;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What shows the run while it goes on. Not loaded unless something of it is asked for. */
final class LiveOutputs {

  private final List<SnapshotFeed.Listener> listeners = new ArrayList<>();
  private @Nullable MetricsEndpoint metrics;

  LiveOutputs(Options.Live wanted, Live live, SlowStacks stacks, Console console) {
    if (wanted.jmx()) {
      listeners.add(new ManagementBeans(live, console));
    }
    if (wanted.jfr()) {
      listeners.add(new FlightRecording(live, stacks, console));
    }
    if (wanted.spikes()) {
      listeners.add(new SpikeLog(console));
    }
    // The last, so that whoever reads its address finds the rest.
    Integer port = wanted.prometheus();
    if (port != null) {
      metrics = new MetricsEndpoint(port, live, console);
      listeners.add(metrics);
    }
  }

  /** Those to be fed. */
  List<SnapshotFeed.Listener> listeners() {
    return listeners;
  }

  /** Where metrics are now; {@code null} where they aren't. */
  @Nullable String metrics() {
    return metrics == null ? null : metrics.address();
  }
}
