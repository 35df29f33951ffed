package io.unjam.agent.boot;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.jmx.Beans;
import io.unjam.runtime.bridge.Installation;
import io.unjam.runtime.record.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Registers beans as soon as the platform has an MBean server, and looks for one once a second
 * until then. Called by one thread at a time.
 */
final class ManagementBeans implements SnapshotFeed.Listener {

  private final Live live;
  private final Console console;
  private @Nullable Beans beans;
  private boolean stopped;

  ManagementBeans(Live live, Console console) {
    this.live = live;
    this.console = console;
  }

  /** Looks for the first time: even to look initialises what keeps the servers. */
  @Override
  public void rehearse(Snapshot madeUp) {
    next(madeUp);
  }

  @Override
  public void next(Snapshot snapshot) {
    // To register takes classes of the JDK which nobody else has needed yet: see SnapshotFeed.
    if (stopped || beans != null || !HeapRoom.isThere()) {
      return;
    }
    try {
      beans = Beans.register(live, Installation::command);
      if (beans != null) {
        console.debug("beans are registered");
      }
    } catch (NoClassDefFoundError e) {
      stopped = true;
      console.debug("no beans, this JVM has no management: " + e);
    } catch (RuntimeException | LinkageError e) {
      stopped = true;
      console.error("no beans: " + e, e);
    }
  }

  @Override
  public void end() {
    stopped = true;
    Beans registered = beans;
    beans = null;
    if (registered != null) {
      try {
        registered.close();
      } catch (RuntimeException e) {
        console.error("beans stay registered: " + e, e);
      }
    }
  }

  @Override
  public void last(Snapshot snapshot) {
    end();
  }
}
