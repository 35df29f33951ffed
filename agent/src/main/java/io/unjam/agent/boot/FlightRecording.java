package io.unjam.agent.boot;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.jfr.FlightEvents;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the feed brings to the flight recorder, from the moment that somebody has started it:
 * to register events would load much of it. Called by one thread at a time.
 */
final class FlightRecording implements SnapshotFeed.Listener {

  private final Live live;
  private final SlowStacks stacks;
  private final Console console;
  private @Nullable FlightEvents events;
  private boolean wantsStacks;
  private boolean stopped;

  FlightRecording(Live live, SlowStacks stacks, Console console) {
    this.live = live;
    this.stacks = stacks;
    this.console = console;
  }

  @Override
  public void next(Snapshot snapshot) {
    if (stopped) {
      return;
    }
    try {
      FlightEvents registered = events;
      if (registered == null) {
        // To register takes classes of the JDK that nobody else has needed yet: see SnapshotFeed.
        if (!FlightEvents.running() || !HeapRoom.isThere()) {
          return;
        }
        registered = new FlightEvents(live, Recorder.SHARED);
        events = registered;
        console.debug("events are registered with the flight recorder");
      }
      registered.next(snapshot);
      want(registered.wantsStacks());
    } catch (NoClassDefFoundError e) {
      console.debug("no events, this JVM has no flight recorder: " + e);
      stop();
    } catch (RuntimeException | LinkageError e) {
      console.error("no more events for the flight recorder: " + e, e);
      stop();
    }
  }

  private void want(boolean wants) {
    if (wants != wantsStacks) {
      wantsStacks = wants;
      if (wants) {
        stacks.want();
      } else {
        stacks.leave();
      }
    }
  }

  @Override
  public void end() {
    if (!stopped) {
      stop();
    }
  }

  private void stop() {
    stopped = true;
    want(false);
    FlightEvents registered = events;
    events = null;
    if (registered != null) {
      try {
        registered.close();
      } catch (RuntimeException | LinkageError e) {
        console.error("events stay with the flight recorder: " + e, e);
      }
    }
  }
}
