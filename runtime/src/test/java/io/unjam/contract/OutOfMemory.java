package io.unjam.contract;

import io.unjam.runtime.hook.GetFirstHooks;
import io.unjam.runtime.hook.StripeHooks;
import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.BargingSemaphore;
import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.concurrent.ConcurrentHashtable;
import io.unjam.runtime.variant.concurrent.ConcurrentNullableMap;
import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedLinkedHashMap;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What holds after an {@code OutOfMemoryError} anywhere in an operation of a map or a lock of ours:
 * it has happened or it has not, the map's size is that of its content, others get through. The
 * measure is the JDK's own class, which goes through the same first: what it may come to, ours may.
 *
 * <p>For a JVM of its own, as {@link EndOfHeap} describes.
 */
public final class OutOfMemory {

  private static final Object[] KEYS = new Object[100];
  private static final Object[] VALUES = new Object[100];

  static {
    for (int i = 0; i < KEYS.length; i++) {
      KEYS[i] = "key " + i;
      VALUES[i] = "value " + i;
    }
  }

  private static final Object NEW_KEY = KEYS[70];
  private static final Object OLD_KEY = KEYS[0];

  /** Before an insertion that makes the table, and one that lets it grow. */
  private static final int[] SIZES = {0, 12};

  private OutOfMemory() {}

  /** An operation on a map. */
  private record Step(String name, Operation operation) {}

  private interface Operation {
    void on(Map<Object, Object> map);
  }

  // Made in advance: what they take is no matter of the map's.
  private static final Function<Object, Object> MAKE = OutOfMemory::made;
  private static final BiFunction<Object, Object, Object> CHANGE = OutOfMemory::changed;
  private static final BiFunction<Object, Object, @Nullable Object> DROP = OutOfMemory::dropped;

  @SuppressWarnings("UnusedVariable")
  private static Object made(Object key) {
    return VALUES[90];
  }

  @SuppressWarnings("UnusedVariable")
  private static Object changed(Object key, Object old) {
    return VALUES[91];
  }

  @SuppressWarnings("UnusedVariable")
  private static @Nullable Object dropped(Object key, Object old) {
    return null;
  }

  private static final List<Step> STEPS =
      List.of(
          new Step("put", map -> map.put(NEW_KEY, VALUES[80])),
          new Step("put again", map -> map.put(OLD_KEY, VALUES[80])),
          new Step("computeIfAbsent", map -> map.computeIfAbsent(NEW_KEY, MAKE)),
          new Step("compute", map -> map.compute(NEW_KEY, CHANGE)),
          new Step("computeIfPresent", map -> map.computeIfPresent(OLD_KEY, CHANGE)),
          new Step("computeIfPresent to null", map -> map.computeIfPresent(OLD_KEY, DROP)),
          new Step("merge", map -> map.merge(NEW_KEY, VALUES[80], CHANGE)),
          new Step("remove", map -> map.remove(OLD_KEY)),
          new Step("remove by iterator", OutOfMemory::removeByIterator),
          new Step("get-first put", map -> GetFirstHooks.put(map, NEW_KEY, VALUES[80])),
          new Step(
              "get-first computeIfAbsent",
              map -> GetFirstHooks.computeIfAbsent(map, NEW_KEY, MAKE)));

  private static void removeByIterator(Map<Object, Object> map) {
    for (Iterator<Object> keys = map.keySet().iterator(); keys.hasNext(); ) {
      if (keys.next().equals(OLD_KEY)) {
        keys.remove();
        return;
      }
    }
  }

  /** A kind of map, with the lock that its operations are done under, if any. */
  private record Kind(String name, String original, Supplier<Guarded> maker) {}

  private record Guarded(Map<Object, Object> map, @Nullable Lock lock) {}

  private static final String ORIGINAL = "ConcurrentHashMap";

  /**
   * Whose table has a length that is no power of two once there was no memory for its first one:
   * when it grows it loses or doubles mappings (seen in 17).
   */
  private static final String HASH_MAP = "HashMap";

  private static Kind kind(String name, Supplier<Map<Object, Object>> maker) {
    return new Kind(name, ORIGINAL, () -> new Guarded(maker.get(), null));
  }

  private static Kind striped(String name, Supplier<Map<Object, Object>> maker) {
    return new Kind(
        name,
        HASH_MAP,
        () -> {
          StripedReentrantLock lock = new StripedReentrantLock(4);
          Map<Object, Object> map = maker.get();
          StripeHooks.guard(lock, map);
          lock.split();
          return new Guarded(map, lock);
        });
  }

  private static final List<Kind> KINDS =
      List.of(
          kind(HASH_MAP, () -> Collections.synchronizedMap(new HashMap<>())),
          kind("sharded", () -> new ShardedConcurrentHashMap<>(4)),
          kind("hot-key", () -> new HotKeyConcurrentHashMap<>(1)),
          kind("concurrent Hashtable", () -> new ConcurrentHashtable<>(4, true)),
          kind(
              "concurrent map for synchronizedMap",
              () -> new ConcurrentNullableMap<>(new HashMap<>(), 4, true)),
          striped("striped HashMap", () -> new StripedHashMap<>(4)),
          striped("striped LinkedHashMap", () -> new StripedLinkedHashMap<>(4)));

  /** One operation on maps of one kind and size. */
  private static final class MapCase implements EndOfHeap.Case {
    private final Kind kind;
    private final Step step;
    private final Map<Object, Object> before = new LinkedHashMap<>();
    private final Map<Object, Object> after;
    private Guarded guarded;

    MapCase(Kind kind, Step step, int size) {
      this.kind = kind;
      this.step = step;
      for (int i = 0; i < size; i++) {
        before.put(KEYS[i], VALUES[i]);
      }
      after = new LinkedHashMap<>(before);
      step.operation.on(after);
      guarded = kind.maker.get();
    }

    @Override
    public void prepare() {
      guarded = kind.maker.get();
      Lock lock = guarded.lock;
      if (lock != null) {
        lock.lock();
      }
      try {
        for (Map.Entry<Object, Object> entry : before.entrySet()) {
          guarded.map.put(entry.getKey(), entry.getValue());
        }
      } finally {
        if (lock != null) {
          lock.unlock();
        }
      }
    }

    @Override
    public void operate() {
      Lock lock = guarded.lock;
      if (lock == null) {
        step.operation.on(guarded.map);
        return;
      }
      StripeHooks.lock(lock, OLD_KEY);
      try {
        StripeHooks.effect(lock);
        step.operation.on(guarded.map);
      } finally {
        StripeHooks.unlock(lock, OLD_KEY);
      }
    }

    @Override
    public void check(boolean failed) {
      inAnother(
          () -> {
            Map<Object, Object> map = guarded.map;
            Map<Object, Object> found = new HashMap<>();
            int count = 0;
            for (Map.Entry<Object, Object> entry : map.entrySet()) {
              found.put(entry.getKey(), entry.getValue());
              count++;
            }
            if (!found.equals(after) && !(failed && found.equals(before))) {
              throw new AssertionError(
                  (failed ? "failed, and left " : "left ") + found + " of " + before);
            }
            if (count != found.size() || map.size() != count) {
              throw new AssertionError(
                  "size " + map.size() + " of " + count + " mappings of " + found.size());
            }
            for (Object key : KEYS) {
              map.put(key, key);
            }
            for (Object key : KEYS) {
              if (map.get(key) != key) {
                throw new AssertionError("loses " + key);
              }
            }
            map.remove(OLD_KEY);
            if (map.size() != KEYS.length - 1 || map.get(NEW_KEY) != NEW_KEY) {
              throw new AssertionError("does not work any more: " + map.size() + " mappings");
            }
            map.clear();
            return map.isEmpty() ? "" : "not empty when it was cleared";
          });
    }
  }

  /** What somebody else does with a lock while it is wanted. */
  private enum Beside {
    NOBODY,
    HOLDER,
    READER
  }

  /** One way to take and leave a lock. */
  private static final class LockCase implements EndOfHeap.Case {
    private final Supplier<Lock[]> maker;
    private final Beside beside;
    private final boolean timed;
    private final boolean waits;

    /** What is wanted; and what nobody gets while anybody is in. */
    private Lock wanted;

    private Lock exclusive;
    private @Nullable Condition condition;

    /** Whether it was left taken after an error, once. */
    boolean leftTaken;

    /** How long its holder keeps it while another waits for it for a time. */
    private final long keptNanos;

    /** Whether a wait went on for as long, once and just now. */
    boolean waitedOn;

    private boolean overran;

    LockCase(Supplier<Lock[]> maker, Beside beside, boolean timed, boolean waits, long keptNanos) {
      this.maker = maker;
      this.beside = beside;
      this.timed = timed;
      this.waits = waits;
      this.keptNanos = keptNanos;
      Lock[] made = maker.get();
      wanted = made[0];
      exclusive = made[1];
    }

    @Override
    public void prepare() {
      Lock[] made = maker.get();
      wanted = made[0];
      exclusive = made[1];
      condition = waits ? wanted.newCondition() : null;
      if (beside == Beside.HOLDER) {
        inAnother(
            () -> {
              exclusive.lock();
              return "";
            });
      } else if (beside == Beside.READER) {
        inAnother(
            () -> {
              wanted.lock();
              return "";
            });
      }
    }

    @Override
    public void operate() {
      overran = false;
      if (timed && beside == Beside.HOLDER) {
        OTHER.leaveLate(exclusive, keptNanos);
        try {
          takeAndLeave();
        } finally {
          overran = OTHER.hasLeft();
          waitedOn |= overran;
        }
      } else {
        takeAndLeave();
      }
    }

    @Override
    public boolean overran() {
      return overran;
    }

    @SuppressWarnings("WaitNotInLoop") // nothing is waited for but the time
    private void takeAndLeave() {
      try {
        if (!timed) {
          wanted.lock();
        } else if (!wanted.tryLock(100, TimeUnit.MICROSECONDS)) {
          return;
        }
        try {
          Condition waitedFor = condition;
          if (waitedFor != null) {
            waitedFor.awaitNanos(1_000);
          }
        } finally {
          wanted.unlock();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void check(boolean failed) {
      if (beside != Beside.NOBODY && !overran) {
        inAnother(
            () -> {
              (beside == Beside.HOLDER ? exclusive : wanted).unlock();
              return "";
            });
      }
      inAnother(
          () -> {
            boolean free = exclusive.tryLock();
            if (free) {
              exclusive.unlock();
            } else if (failed) {
              leftTaken = true;
            } else {
              return "taken after it was left";
            }
            return "";
          });
    }
  }

  /**
   * So late that a wait of 100 microseconds hardly goes on by chance; where it does, nothing comes
   * of it but one more try.
   */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** So late that it goes on by mistake. */
  private static final long TOO_LATE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Does what others do. To wait for it takes no memory: it does while there is none. */
  private static final class Other extends Thread {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private @Nullable Supplier<String> asked;
    private @Nullable Object answer;
    private @Nullable Lock left;
    private long keptNanos;
    private boolean hasLeft;

    Other() {
      super("other");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (true) {
          Supplier<String> next;
          synchronized (this) {
            while (asked == null) {
              if (left != null) {
                leave();
              } else {
                wait();
              }
            }
            next = asked;
          }
          Object made;
          try {
            made = next.get();
          } catch (Throwable e) {
            made = e;
          }
          synchronized (this) {
            asked = null;
            answer = made;
            notifyAll();
          }
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** With this monitor held. */
    private void leave() throws InterruptedException {
      long until = System.nanoTime() + keptNanos;
      for (long nanos = keptNanos; left != null && nanos > 0; nanos = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      }
      if (left != null) {
        left.unlock();
        left = null;
        hasLeft = true;
      }
    }

    /** Has it leave this lock, which it holds, after a while, unless somebody asks before. */
    synchronized void leaveLate(Lock lock, long nanos) {
      keptNanos = nanos;
      hasLeft = false;
      left = lock;
      notifyAll();
    }

    /** Whether it did; from now on it doesn't. */
    synchronized boolean hasLeft() {
      left = null;
      notifyAll();
      return hasLeft;
    }

    synchronized Object answer(Supplier<String> work) throws InterruptedException {
      if (asked != null) {
        return "another thread waits in vain still";
      }
      asked = work;
      answer = null;
      notifyAll();
      long until = System.nanoTime() + PATIENCE_NANOS;
      while (answer == null) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return "another thread waits in vain";
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return answer;
    }
  }

  private static final Other OTHER = new Other();

  private static void inAnother(Supplier<String> work) {
    try {
      Object answer = OTHER.answer(work);
      if (answer instanceof Throwable failure) {
        throw new AssertionError(failure);
      }
      if (!answer.equals("")) {
        throw new AssertionError(answer);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private record NamedLocks(String name, Supplier<Lock[]> original, Supplier<Lock[]> ours) {}

  private static Lock[] twice(Lock lock) {
    return new Lock[] {lock, lock};
  }

  private static Lock[] readers(ReentrantReadWriteLock lock) {
    return new Lock[] {lock.readLock(), lock.writeLock()};
  }

  private static StripedReentrantLock split() {
    StripedReentrantLock lock = new StripedReentrantLock(4);
    lock.split();
    return lock;
  }

  private static final List<NamedLocks> LOCKS =
      List.of(
          new NamedLocks(
              "unfair",
              () -> twice(new ReentrantLock()),
              () -> twice(new BargingReentrantLock(true))),
          new NamedLocks(
              "batched",
              () -> twice(new ReentrantLock()),
              () -> twice(new CombiningReentrantLock())),
          new NamedLocks("striped", () -> twice(new ReentrantLock()), () -> twice(split())),
          new NamedLocks(
              "reader-sharded, writing",
              () -> twice(new ReentrantReadWriteLock().writeLock()),
              () -> twice(new ReaderShardedReadWriteLock().writeLock())),
          new NamedLocks(
              "reader-sharded, reading",
              () -> readers(new ReentrantReadWriteLock()),
              () -> readers(new ReaderShardedReadWriteLock())),
          new NamedLocks(
              "striped, writing",
              () -> twice(new ReentrantReadWriteLock().writeLock()),
              () -> twice(new StripedReadWriteLock(4).writeLock())),
          new NamedLocks(
              "striped, reading",
              () -> readers(new ReentrantReadWriteLock()),
              () -> readers(new StripedReadWriteLock(4))));

  /** A semaphore of one permit as a lock. */
  private static final class Permit implements Lock {
    private final Semaphore semaphore;

    Permit(Semaphore semaphore) {
      this.semaphore = semaphore;
    }

    @Override
    public void lock() {
      semaphore.acquireUninterruptibly();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      semaphore.acquire();
    }

    @Override
    public boolean tryLock() {
      return semaphore.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return semaphore.tryAcquire(time, unit);
    }

    @Override
    public void unlock() {
      semaphore.release();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("a semaphore has none");
    }
  }

  private static int cases;
  private static int failures;
  private static final List<String> WRONG = new ArrayList<>();

  private static int run(String name, EndOfHeap.Case one) {
    cases++;
    try {
      // With all the memory there is, so that what it needs once is there.
      one.prepare();
      one.operate();
      one.check(false);
      int failed = EndOfHeap.under(one);
      failures += failed;
      return failed;
    } catch (Throwable e) {
      WRONG.add(name + ": " + e + (e.getCause() == null ? "" : ", " + e.getCause()));
      return 0;
    }
  }

  /** The operations that are the ruin of which of the JDK's maps. */
  private static void maps() {
    Set<String> ruins = new HashSet<>();
    for (Kind kind : KINDS) {
      for (Step step : STEPS) {
        if (ruins.contains(kind.original + step.name)) {
          continue;
        }
        for (int size : SIZES) {
          int known = WRONG.size();
          run(kind.name + ", " + step.name + " at " + size, new MapCase(kind, step, size));
          if (kind.name.equals(HASH_MAP) && WRONG.size() > known) {
            ruins.add(HASH_MAP + step.name);
            System.out.println("the JDK's own: " + WRONG.remove(known));
          }
        }
      }
    }
  }

  private static void lock(
      String name,
      Supplier<Lock[]> original,
      Supplier<Lock[]> ours,
      Beside beside,
      boolean timed,
      boolean waits) {
    String what = name + (timed ? ", timed" : "") + (waits ? ", waiting" : "") + ", " + beside;
    LockCase theirs = new LockCase(original, beside, timed, waits, LATE_NANOS);
    run("the JDK's for " + what, theirs);
    // Whoever finds no memory for a place in the queue of a JDK 25 lock waits on, whatever his
    // time.
    LockCase own =
        new LockCase(ours, beside, timed, waits, theirs.waitedOn ? LATE_NANOS : TOO_LATE_NANOS);
    run(what, own);
    if (own.leftTaken && !theirs.leftTaken) {
      WRONG.add(what + ": left taken, as the JDK's never is");
    }
    if (own.waitedOn && !theirs.waitedOn) {
      WRONG.add(what + ": waited on after its time, as the JDK's never does");
    }
  }

  private static void locks() {
    List<NamedLocks> all = new ArrayList<>(LOCKS);
    all.add(
        new NamedLocks(
            "semaphore",
            () -> twice(new Permit(new Semaphore(1, true))),
            () -> twice(new Permit(new BargingSemaphore(1, true)))));
    for (NamedLocks locks : all) {
      boolean reads = locks.name.endsWith("reading");
      lock(locks.name, locks.original, locks.ours, Beside.NOBODY, false, false);
      lock(locks.name, locks.original, locks.ours, Beside.HOLDER, true, false);
      if (reads) {
        lock(locks.name, locks.original, locks.ours, Beside.READER, false, false);
        lock(locks.name, locks.original, locks.ours, Beside.READER, true, false);
      } else if (!locks.name.equals("semaphore")) {
        lock(locks.name, locks.original, locks.ours, Beside.NOBODY, false, true);
      }
    }
  }

  /**
   * Prints what went wrong, a line each, then {@code RESULT <cases> <errors met> <wrong>}; exits
   * with 0 whatever it is.
   */
  public static void main(String[] arguments) {
    OTHER.start();
    // Once for nothing: errors, too, need something for the first time.
    EndOfHeap.under(new MapCase(KINDS.get(0), STEPS.get(0), 0));
    maps();
    locks();
    for (String wrong : WRONG) {
      System.out.println("WRONG " + wrong);
    }
    System.out.println("RESULT " + cases + " " + failures + " " + WRONG.size());
  }
}
