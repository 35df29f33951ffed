package io.unjam.agent.boot;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.unjam.agent.report.recording.Recording;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The collectors' pauses, by their notifications. Thread-safe. Needs the modules {@code
 * java.management} and {@code jdk.management}; where a cut-down image lacks them, this class fails
 * to link.
 */
final class GcPauses {

  /** More than a second ever brings; a bound in case nobody drains. */
  private static final int MOST = 10_000;

  /** By name, as they are exported to nobody. */
  private static final List<String> NOTIFICATION =
      List.of(
          "javax.management.Notification",
          "com.sun.management.internal.GarbageCollectionNotifInfoCompositeData",
          "com.sun.management.internal.GcInfoCompositeData",
          "sun.management.MemoryUsageCompositeData",
          "java.util.stream.MatchOps$MatchKind");

  private final long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
  private final List<Recording.Pause> pauses = new ArrayList<>();
  private final List<NotificationEmitter> emitters = new ArrayList<>();
  private final NotificationListener listener;

  GcPauses() {
    listener =
        (notification, handback) -> {
          if (notification
                  .getType()
                  .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
              && notification.getUserData() instanceof CompositeData data) {
            add(GarbageCollectionNotificationInfo.from(data));
          }
        };
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      // These beans tell of work beside the application, not of pauses.
      boolean pauses = !bean.getName().contains("Cycles") && !bean.getName().contains("Concurrent");
      if (pauses && bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
        emitters.add(emitter);
      }
    }
  }

  /**
   * Initialises what a collection's notification takes, which the JVM makes right after it, when
   * memory may still be short. That can't be played through: there may have been no collection yet,
   * and its facts have no constructor that anybody could call.
   */
  void rehearse() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof com.sun.management.GarbageCollectorMXBean told) {
        told.getLastGcInfo();
      }
    }
    for (String name : NOTIFICATION) {
      try {
        Class.forName(name, true, null);
      } catch (ClassNotFoundException notInThisJdk) {
        // Nor will a notification need it.
      }
    }
  }

  private void add(GarbageCollectionNotificationInfo info) {
    synchronized (pauses) {
      if (pauses.size() < MOST) {
        pauses.add(
            new Recording.Pause(
                jvmStart + info.getGcInfo().getStartTime(),
                info.getGcInfo().getDuration() * 1_000_000,
                info.getGcName(),
                info.getGcCause()));
      }
    }
  }

  /** Those since the last call, oldest first; durations are whole milliseconds. */
  List<Recording.Pause> drain() {
    synchronized (pauses) {
      List<Recording.Pause> drained = List.copyOf(pauses);
      pauses.clear();
      return drained;
    }
  }

  void stop() {
    for (NotificationEmitter emitter : emitters) {
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException alreadyGone) {
        // The bean dropped its listeners itself: what was wanted.
      }
    }
  }
}
