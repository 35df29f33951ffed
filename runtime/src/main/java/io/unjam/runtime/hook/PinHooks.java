package io.unjam.runtime.hook;

import io.unjam.runtime.bridge.ThreadPins;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the beginning of methods by which threads that are to be bound to a processor come.
 * Thread-safe, throws nothing.
 */
public final class PinHooks {
  /*
   * A thread is looked at once in an epoch; from then on a call costs the read of a thread local and of a volatile that hardly ever
   * changes. What lies in the thread local is an array of the JDK's: nothing of ours stays behind in a thread of the application.
   *
   * Virtual threads have no processor of their own, and their carriers are not theirs to bind.
   */

  /** By pattern, the epoch in which the thread was last looked at. */
  private static final ThreadLocal<int[]> SEEN = new ThreadLocal<>();

  private PinHooks() {}

  /**
   * Has the calling thread bound if it is one of those that the pattern means.
   *
   * @param pattern a number of {@link ThreadPins#number}
   */
  public static void come(int pattern) {
    if (YieldHooks.onVirtualThread()) {
      return;
    }
    int @Nullable [] seen = SEEN.get();
    int epoch = ThreadPins.lvEpoch();
    if (seen == null || pattern >= seen.length || seen[pattern] != epoch) {
      look(pattern, seen, epoch);
    }
  }

  private static void look(int pattern, int @Nullable [] seen, int epoch) {
    try {
      int @Nullable [] noted = seen;
      if (noted == null || pattern >= noted.length) {
        noted = noted == null ? new int[pattern + 1] : Arrays.copyOf(noted, pattern + 1);
        SEEN.set(noted);
      }
      ThreadPins.bind(pattern);
      noted[pattern] = epoch;
    } catch (OutOfMemoryError | StackOverflowError e) {
      // Nothing of ours reaches the application: the thread is looked at the next time.
      return;
    }
  }
}
