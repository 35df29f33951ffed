package io.unjam.agent.boot;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.prometheus.Exposition;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Serves metrics from the rehearsal on, not before {@code main}: the application gets the port
 * where both want the same, and whoever ends within a second opens none. Called by one thread at a
 * time.
 */
final class MetricsEndpoint implements SnapshotFeed.Listener {

  private static final String PATH = "/metrics";

  private final int port;
  private final Live live;
  private final Console console;
  private volatile @Nullable LoopbackServer server;
  private boolean tried;

  MetricsEndpoint(int port, Live live, Console console) {
    this.port = port;
    this.live = live;
    this.console = console;
  }

  @Override
  public void rehearse(Snapshot madeUp) {
    try {
      // An exposition of its own: one remembers which sites it has shown.
      for (String accept : new String[] {"", "application/openmetrics-text"}) {
        new Exposition().page(live.report().with(madeUp), live.on(), accept);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can't be full", e);
    }
    open();
  }

  @Override
  public void next(Snapshot snapshot) {
    open();
  }

  private void open() {
    if (tried) {
      return;
    }
    tried = true;
    try {
      LoopbackServer opened = LoopbackServer.open(port, pages(), console);
      server = opened;
      console.info("metrics are at " + address(opened));
    } catch (IOException e) {
      console.info("no metrics, port " + port + " of 127.0.0.1 can't be had: " + e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      console.error("no metrics: " + e, e);
    }
  }

  /** Where metrics are; {@code null} where they aren't. Any thread may ask. */
  @Nullable String address() {
    LoopbackServer open = server;
    return open == null ? null : address(open);
  }

  private static String address(LoopbackServer open) {
    return "http://127.0.0.1:" + open.port() + PATH;
  }

  private LoopbackServer.Pages pages() {
    Exposition exposition = new Exposition();
    return (path, accept) -> {
      if (!path.equals(PATH)) {
        return LoopbackServer.Page.text("404 Not Found", "metrics are at " + PATH);
      }
      Exposition.Page page = exposition.page(live.report(), live.on(), accept);
      return new LoopbackServer.Page("200 OK", page.contentType(), page.body());
    };
  }

  @Override
  public void end() {
    tried = true;
    LoopbackServer open = server;
    server = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void last(Snapshot snapshot) {
    end();
  }
}
