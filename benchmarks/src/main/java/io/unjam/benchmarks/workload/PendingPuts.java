package io.unjam.benchmarks.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;

/**
 * The least that a put into a write buffer has to do when every later read must find it: look up
 * the key's pending entry and publish the value there. No bound, no drain, no map behind it: a
 * buffer that works does all of this and more, so this is what one could reach at best.
 */
public final class PendingPuts implements Workload {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Pending[].class);

  private final Pending[] slots = new Pending[256];
  private Integer[] keys = {};
  private Integer[] values = {};

  /** An entry that has not reached the map; the last write wins. */
  @SuppressWarnings("UnusedVariable") // the write is what is measured
  private static final class Pending {
    final Integer key;
    volatile Integer value;

    Pending(Integer key, Integer value) {
      this.key = key;
      this.value = value;
    }
  }

  /**
   * @param parameters {@code keys}: how many different ones, a power of two
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("keys", "16"))];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = i * 0x9E3779B1;
      put(keys[i], keys[i]);
    }
    values = new Integer[1024];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < keys.length ? keys[i] : (Integer) (i * 0x9E3779B1);
    }
  }

  private void put(Integer key, Integer value) {
    int hash = key.hashCode();
    for (int i = hash ^ (hash >>> 16); ; i++) {
      int index = i & (slots.length - 1);
      Pending pending = (Pending) SLOT.getAcquire(slots, index);
      if (pending == null) {
        pending = (Pending) SLOT.compareAndExchange(slots, index, null, new Pending(key, value));
        if (pending == null) {
          return;
        }
      }
      if (pending.key.equals(key)) {
        pending.value = value;
        return;
      }
    }
  }

  @Override
  public void call(int thread, long iteration) {
    put(
        keys[(int) (iteration * 7919 + thread * 104729L) & (keys.length - 1)],
        values[(int) iteration & (values.length - 1)]);
  }

  @Override
  public void afterRound(long calls) {
    int pending = 0;
    for (Pending slot : slots) {
      pending += slot == null ? 0 : 1;
    }
    if (pending != keys.length) {
      throw new IllegalStateException(pending + " pending of " + keys.length);
    }
  }
}
