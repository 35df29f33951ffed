package io.unjam.agent.report.jfr;

import io.unjam.agent.report.JudgedClass;
import io.unjam.agent.report.Live;
import io.unjam.agent.report.MeasureName;
import io.unjam.agent.report.SiteKey;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.LockHolders;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.Decision;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Our events, registered with the JVM's flight recorder from the making of this until {@link
 * #close}. Thread-safe.
 */
public final class FlightEvents implements AutoCloseable {

  /*
   * Hooks may neither allocate nor touch jdk.jfr, so a slow write becomes an event when the next
   * snapshot is taken. Period and chunks are the flight recorder's to choose, by the settings of the
   * recordings that run: it calls back in a thread of its own, which is what the lock is for. What
   * isn't enabled costs a look at a flag a second.
   */

  /** Those who want all of more decisions have the summary. */
  private static final int MOST_DECISIONS = 10_000;

  private static final List<Class<? extends Event>> TYPES =
      List.of(SlowWrite.class, WriteLatency.class, SiteDecision.class);

  private final Live live;
  private final Recorder levels;
  private final Runnable latencyHook = this::latencies;
  private final Runnable decisionHook = this::decisions;
  private final EventType slow;
  private final EventType latency;
  private final EventType decision;
  private @Nullable Snapshot pending;
  private boolean closed;

  /**
   * Registers the events.
   *
   * @param levels which level a slow write is of
   */
  public FlightEvents(Live live, Recorder levels) {
    this.live = live;
    this.levels = levels;
    for (Class<? extends Event> type : TYPES) {
      FlightRecorder.register(type);
    }
    slow = EventType.getEventType(SlowWrite.class);
    latency = EventType.getEventType(WriteLatency.class);
    decision = EventType.getEventType(SiteDecision.class);
    FlightRecorder.addPeriodicEvent(WriteLatency.class, latencyHook);
    FlightRecorder.addPeriodicEvent(SiteDecision.class, decisionHook);
  }

  /**
   * Whether anybody has started the flight recorder in this JVM. Asking doesn't start it.
   *
   * @throws LinkageError where there is none
   */
  public static boolean running() {
    return FlightRecorder.isInitialized();
  }

  /** Whether slow writes are recorded, so that their stacks are of use. */
  public boolean wantsStacks() {
    return slow.isEnabled();
  }

  /** Takes what was recorded since the last call. */
  public synchronized void next(Snapshot snapshot) {
    if (closed) {
      return;
    }
    if (slow.isEnabled()) {
      Causes causes = new Causes(live.meanwhile(), FlightEvents::key);
      List<Recording.Slow> known = RecordingWriter.slow(snapshot);
      for (int i = 0; i < known.size(); i++) {
        slow(snapshot.worst().get(i), causes.of(known.get(i)));
      }
    }
    if (latency.isEnabled()) {
      pending = pending == null ? snapshot : pending.plus(snapshot);
    } else {
      pending = null;
    }
  }

  private void slow(io.unjam.runtime.record.SlowWrite write, List<Cause> causes) {
    SlowWrite event = new SlowWrite();
    event.at(write.site());
    event.latency = write.nanos();
    event.ended = write.millis();
    event.level = levels.levelOf(write.site(), write.nanos());
    if (write.holder() != LockHolders.NONE) {
      event.holder = key(write.holder());
    }
    event.cause = causes.isEmpty() ? null : causes.get(0).text();
    event.writer = write.thread();
    event.stack = stack(write);
    event.commit();
  }

  private static String key(int number) {
    Site site = SiteTable.site(number);
    return site == null ? "site " + number : site.key();
  }

  /** The application's frames, the innermost first. */
  private static @Nullable String stack(io.unjam.runtime.record.SlowWrite write) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement frame : write.stack()) {
      if (!frame.getClassName().startsWith("io.unjam.runtime.")) {
        stack.append(stack.length() == 0 ? "" : "\n").append(frame);
      }
    }
    return stack.length() == 0 ? null : stack.toString();
  }

  private synchronized void latencies() {
    Snapshot period = pending;
    pending = null;
    if (period == null) {
      return;
    }
    for (SiteCounts counts : period.sites()) {
      WriteLatency event = new WriteLatency();
      event.at(counts.site());
      event.measure = MeasureName.of(counts);
      event.operations = counts.operations();
      event.timed = counts.sampled();
      event.total = counts.sum();
      event.p50 = counts.percentile(50);
      event.p99 = counts.percentile(99);
      event.p999 = counts.percentile(99.9);
      event.max = counts.max();
      event.period = period.nanos();
      event.commit();
    }
  }

  private void decisions() {
    int left = MOST_DECISIONS;
    for (JudgedClass judged : live.report().plans()) {
      for (Decision made : judged.decisions()) {
        if (left-- == 0) {
          return;
        }
        SiteDecision event = new SiteDecision();
        event.site = SiteKey.of(made.site());
        event.className = made.site().className();
        event.method = made.site().method() + made.site().descriptor();
        event.line = made.site().line();
        event.target = made.site().target();
        event.verdict = made.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        event.action = made.rule().variant().action();
        event.variant = made.rule().variant().name();
        event.rule = made.rule().name();
        event.location = made.rule().location().toString();
        event.reason = made.reason();
        event.commit();
      }
    }
  }

  /** Hands on what is left and takes the events away. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      latencies();
    }
    if (decision.isEnabled()) {
      decisions();
    }
    FlightRecorder.removePeriodicEvent(latencyHook);
    FlightRecorder.removePeriodicEvent(decisionHook);
    for (Class<? extends Event> type : TYPES) {
      FlightRecorder.unregister(type);
    }
  }
}
