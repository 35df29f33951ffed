package io.unjam.runtime.hook;

import io.unjam.runtime.bridge.Switches;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of an edited {@code Thread.yield()}. Thread-safe, allocates nothing,
 * throws nothing, leaves the interrupt status as it is. Like the call it replaces, it orders no
 * memory accesses.
 */
public final class YieldHooks {
  /*
   * Virtual threads. One that neither blocks nor yields keeps its carrier for good, so that the
   * other virtual threads starve. The hook therefore yields on a virtual thread exactly as the
   * original did. Where the JDK knows no virtual threads the handle is null, and the JIT compiles
   * the hook to one read of the switch. The kind of thread is asked by the public method, not by the class of the
   * thread object: that class is the JDK's own business.
   *
   * Waits. A wait that is short is best left to yields: a hand-off that is a few yields away is over
   * before any timer could fire. One that is long takes the processor from those who work, round
   * after round, for nothing; it parks. How long a park is follows from how many there were: it
   * grows by a fixed step, so that the time lost at the end of a wait is a shrinking share of the
   * whole wait, and stops growing at a millisecond.
   *
   * The permit. LockSupport has one permit per thread, and the application may be counting on it: a
   * thread that unparks us before we park must not be lost. A park of ours takes a permit in three
   * ways: it was there before, it came while we slept, or it came in the moment between the end of
   * the time and the return (HotSpot clears it then too, without returning early). The last can't
   * be told from an undisturbed sleep, so that no look at the clock can tell whether a permit was
   * taken. Therefore each park of ours is followed by an unpark of our own thread, before the hook
   * returns: whichever way the wait's loop is left, by its end, a return or an exception, the
   * permit is there. If it was not ours to give, the application's next park may return at once,
   * "for no reason", as its contract says that any park may.
   *
   * That permit would end the next park of the same wait at once, so that a first park takes it
   * before. A permit of the application's that this takes too is given back like any other at the
   * end.
   *
   * The stack. A StackOverflowError between a park and the unpark would lose a permit. So before
   * anything is taken the very call is made that gives back: where there is no room for it the error
   * comes then, with the permit in its place. What else is thrown out of a park (by Thread.stop, up
   * to JDK 19) meets the unpark in a finally.
   *
   * Interrupts. A park returns at once in an interrupted thread, which would burn the processor
   * in earnest. Such a thread yields, as it always did. The status is only ever looked at.
   */

  /** Rounds before the first park: they yield, exactly as written. */
  private static final int BEFORE_PARKS = 1000;

  /** The first park in nanoseconds, which is also what timers are commonly late by. */
  private static final long FIRST_PARK = 50_000;

  /** How much longer, in nanoseconds, each park is than the one before. */
  private static final long LONGER = 3_125;

  /** Rounds at which parks stop growing: they are a millisecond long. */
  private static final int LONGEST = BEFORE_PARKS + 304;

  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

  private YieldHooks() {}

  private static @Nullable MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException before19) {
      return null;
    }
  }

  /**
   * In the place of a yield that is taken out: yields on a virtual thread and while edits are
   * switched off, else does nothing.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a yield of the application's own, left where it was
  public static void stripped() {
    if (!Switches.loEdits() || (IS_VIRTUAL != null && onVirtualThread())) {
      Thread.yield();
    }
  }

  /**
   * In the place of a yield in a loop that waits for another thread: yields for a while, then
   * parks, the longer the wait lasts, for at most a millisecond at a time. On a virtual thread, on
   * an interrupted one and while edits are switched off it yields.
   *
   * <p>May leave the thread with a permit that it didn't have, and never takes one away.
   *
   * @param rounds what the call before in this wait returned, 0 for the first
   * @return what the next call in this wait is to be given
   */
  @SuppressWarnings("ThreadPriorityCheck") // a yield of the application's own
  public static int await(int rounds) {
    if (!Switches.loEdits() || (IS_VIRTUAL != null && onVirtualThread())) {
      Thread.yield();
      return rounds;
    }
    if (rounds < BEFORE_PARKS) {
      Thread.yield();
      return rounds + 1;
    }
    if (Thread.currentThread().isInterrupted()) {
      Thread.yield();
      return rounds;
    }
    return park(rounds);
  }

  private static int park(int rounds) {
    Thread current = Thread.currentThread();
    LockSupport.unpark(current); // while nothing is lost by an error for want of stack
    try {
      LockSupport.parkNanos(1); // takes that permit, or the one that the park before has left
      LockSupport.parkNanos(FIRST_PARK + (rounds - BEFORE_PARKS) * LONGER);
    } finally {
      LockSupport.unpark(current);
    }
    return rounds < LONGEST ? rounds + 1 : rounds;
  }

  /** Whether the calling thread is a virtual one. */
  static boolean onVirtualThread() {
    MethodHandle isVirtual = IS_VIRTUAL;
    if (isVirtual == null) {
      return false;
    }
    try {
      return (boolean) isVirtual.invokeExact(Thread.currentThread());
    } catch (Throwable impossible) {
      return true; // the answer under which the application's yield stays
    }
  }
}
