package io.unjam.runtime.bridge;

import io.unjam.runtime.hook.CombineHooks;
import io.unjam.runtime.hook.GcHooks;
import io.unjam.runtime.hook.GetFirstHooks;
import io.unjam.runtime.hook.LockHooks;
import io.unjam.runtime.hook.StripeHooks;
import io.unjam.runtime.hook.TimeHooks;
import io.unjam.runtime.hook.TimedMapReferences;
import io.unjam.runtime.hook.YieldHooks;
import io.unjam.runtime.key.KeyHash;
import io.unjam.runtime.record.Warmup;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedHashSet;
import io.unjam.runtime.variant.striped.StripedLinkedHashMap;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import io.unjam.runtime.variant.striped.StripedTable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Loads and initialises what hooks need before any application code runs, so that no hook loads a
 * class while the application holds a lock.
 */
public final class Preload {

  private Preload() {}

  /** Runs every path that a hook may take, on data of its own. Any thread, any number of times. */
  public static void run() {
    Warmup.run();
    YieldHooks.stripped();
    YieldHooks.await(0);
    if (Switches.loEdits()) {
      GcHooks.stripped();
    }
    // No such site: nothing is recorded, but the hooks are there.
    TimeHooks.end(TimeHooks.begin(-1), null, null, -1);
    lock();
    TimedMapReferences.put(-1, new HashMap<>(), "key", "value");
    stripe();
    combine();
    lookFirst();
  }

  private static void lookFirst() {
    // The maps whose calls get here may be ours.
    KeyHash.of("key");
    Map<String, String> map = new ConcurrentHashMap<>();
    GetFirstHooks.put(map, "key", "value");
    GetFirstHooks.put(map, "key", "value");
    GetFirstHooks.putIfAbsent(map, "key", "value");
  }

  /** The classes of locks that the hooks ask, and every hook of a lock. */
  private static void lock() {
    ReentrantReadWriteLock table = new ReentrantReadWriteLock();
    Object[] locks = {
      new ReentrantLock(), table.writeLock(), table.readLock(), new StampedLock(), new Object()
    };
    for (Object lock : locks) {
      LockHooks.touch(lock);
    }
  }

  /**
   * The lock alone. What runs sections of others (method handles) is loaded by the first thread
   * that waits, before it asks for its section: it would slow every start.
   */
  private static void combine() {
    CombiningReentrantLock lock = new CombiningReentrantLock();
    lock.lock();
    try {
      CombineHooks.isBusy(lock);
    } finally {
      lock.unlock();
    }
  }

  private static void stripe() {
    StripedReentrantLock lock = new StripedReentrantLock(2);
    Map<String, String> map = new StripedHashMap<>(2);
    StripeHooks.guard(lock, map);
    lock.split();
    StripeHooks.lock(lock, "key");
    try {
      StripeHooks.effect(lock);
      map.put("key", "value");
    } finally {
      StripeHooks.unlock(lock, "key");
    }
    StripedReadWriteLock shared = new StripedReadWriteLock(2);
    for (Lock half : new Lock[] {shared.readLock(), shared.writeLock()}) {
      StripeHooks.lock(half, "key");
      StripeHooks.unlock(half, "key");
    }
    Object owner = new Object();
    Map<String, String> own = new StripedHashMap<>(2);
    StripeHooks.guardByOwner(owner, own);
    if (own instanceof StripedTable table && table.guard() instanceof StripedMonitor monitor) {
      Object entered = StripeHooks.monitor(owner, own, "key");
      synchronized (entered) {
        StripeHooks.isValid(owner, own, entered);
      }
      monitor.split();
      entered = StripeHooks.monitor(owner, own, "key");
      synchronized (entered) {
        StripeHooks.isValid(owner, own, entered);
        own.put("key", "value");
      }
    }
    // Outside any section: by the facade, which takes all stripes.
    for (Map.Entry<String, String> entry : map.entrySet()) {
      map.get(entry.getKey());
    }
    new StripedLinkedHashMap<String, String>(2).put("key", "value");
    new StripedHashSet<String>(2).add("key");
  }
}
