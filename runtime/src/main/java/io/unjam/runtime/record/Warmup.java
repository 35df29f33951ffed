package io.unjam.runtime.record;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Takes every path of recording once, on a recorder of its own, so that its classes are loaded. */
public final class Warmup {

  private Warmup() {}

  /**
   * Any thread, any number of times; touches nothing that is shared but the shared recorder's
   * class.
   *
   * @return what was recorded, a span that has something of everything
   */
  public static Snapshot run() {
    // A secret of its own: to draw one would load what only the agent's thread will need.
    Recorder own = new Recorder(new PagePool(1 << 20), KeyIds.withSecret(1, 2));
    own.open(0, 1 + (ThreadLocalRandom.current().nextInt() & 1));
    for (long nanos = 1; nanos > 0 && nanos < Buckets.LARGEST; nanos <<= 3) {
      own.record(0, nanos);
      own.recordHold(0, nanos);
      own.recordWait(0, nanos, true, own.holders().next(own, 0));
      own.recordWait(0, nanos, false, LockHolders.NONE);
      own.recordHoldAlways(0, nanos);
    }
    own.slow().setStacks(true);
    ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
    own.recordWrite(0, 0, Buckets.LARGEST, map, "key");
    own.recordWrite(0, 0, Buckets.LARGEST, map, map);
    own.touchContendedPath();
    Snapshot first = own.next();
    own.record(0, 1);
    Snapshot both = first.plus(own.next());
    if (both.sites().isEmpty() || Recorder.SHARED.interval(-1) != 0) {
      throw new IllegalStateException("a recorder that records nothing");
    }
    return both;
  }
}
