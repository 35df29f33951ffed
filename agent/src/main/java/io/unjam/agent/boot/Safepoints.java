package io.unjam.agent.boot;

import io.unjam.agent.report.recording.Recording;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long all threads stood still, by the JVM's own count, from one look to the next. For use by
 * one thread.
 *
 * <p>HotSpot keeps the count where only {@code sun.management} shows it, a package that {@code
 * java.management} exports to nobody; an agent may have it exported to its own module, and to no
 * other.
 */
final class Safepoints {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * Calls of a method by reflection after which JDK 17 has made a class for it: what makes that
   * class is initialised then, and is to be while there is room for it.
   */
  private static final int CALLS_UNTIL_MADE = 16;

  private final Object bean;
  private final Method count;
  private final Method time;
  private long seenCount;
  private long seenMillis;
  private long lookedMillis;

  /*
   * HotSpot counts a safepoint when it begins, and adds its time once all threads run again: a
   * thread that looks right then sees the one without the other, and on a busy machine the time
   * may come much later. So safepoints of a look in which no time came are kept for the next.
   */
  private long untimed;
  private long untimedSinceMillis;

  /**
   * Counts as a bean tells them.
   *
   * @param count tells how often all threads stood still
   * @param time tells for how long in all, in milliseconds
   */
  Safepoints(Object bean, Method count, Method time) throws ReflectiveOperationException {
    this.bean = bean;
    this.count = count;
    this.time = time;
    for (int i = 0; i < CALLS_UNTIL_MADE; i++) {
      look(System::currentTimeMillis);
    }
  }

  /** Null, after a word to those who debug, where this JVM doesn't offer it. */
  static @Nullable Safepoints open(Instrumentation instrumentation, Console console) {
    try {
      Class<?> factory = Class.forName("sun.management.ManagementFactoryHelper", true, null);
      Class<?> type = Class.forName("sun.management.HotspotRuntimeMBean", true, null);
      instrumentation.redefineModule(
          factory.getModule(),
          Set.of(),
          Map.of("sun.management", Set.of(Safepoints.class.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
      return new Safepoints(
          factory.getMethod("getHotspotRuntimeMBean").invoke(null),
          type.getMethod("getSafepointCount"),
          type.getMethod("getTotalSafepointTime"));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      console.debug("safepoints can't be told in this JVM: " + e);
      return null;
    }
  }

  /**
   * What came since the last look; null where no thread stood still for as much as a millisecond.
   *
   * <p>The thread that looks stands still like all others, between any two of its steps. So the
   * span begins before the last look's counts were read, and ends after this one's: what was
   * counted in between lies within it.
   *
   * @param clock the wall clock, in milliseconds
   */
  Recording.@Nullable Stall look(LongSupplier clock) throws ReflectiveOperationException {
    long beforeMillis = clock.getAsLong();
    long nowCount = (Long) count.invoke(bean);
    long nowTime = (Long) time.invoke(bean);
    long safepoints = nowCount - seenCount;
    long stoodMillis = nowTime - seenMillis;
    Recording.Stall stall = null;
    if (stoodMillis > 0) {
      boolean late = safepoints == 0 || untimed > 0;
      stall =
          new Recording.Stall(
              late ? untimedSinceMillis : lookedMillis,
              clock.getAsLong(),
              stoodMillis * NANOS_PER_MILLI,
              Math.max(1, untimed + safepoints));
    }
    untimed = stoodMillis > 0 ? 0 : safepoints;
    untimedSinceMillis = lookedMillis;
    seenCount = nowCount;
    seenMillis = nowTime;
    lookedMillis = beforeMillis;
    return stall;
  }
}
