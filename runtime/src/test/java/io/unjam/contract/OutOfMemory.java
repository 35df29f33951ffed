package io.unjam.contract;

import io.unjam.runtime.hook.GetFirstHooks;
import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.BargingSemaphore;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
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

  /** An operation on a map, in a section about the key that it is about, or a whole one. */
  private record Step(String name, @Nullable Object key, GuardedMap.Operation operation) {
    /** Whether a set has it. */
    boolean isOfSet() {
      return name.startsWith("put") || name.startsWith("remove");
    }

    void on(GuardedMap guarded) {
      if (key == null) {
        guarded.whole(operation);
      } else {
        guarded.keyed(key, operation);
      }
    }
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
          new Step("put", NEW_KEY, map -> map.put(NEW_KEY, VALUES[80])),
          new Step("put again", OLD_KEY, map -> map.put(OLD_KEY, VALUES[80])),
          new Step("put in a whole section", null, map -> map.put(NEW_KEY, VALUES[80])),
          new Step("put of another's key", OLD_KEY, map -> map.put(NEW_KEY, VALUES[80])),
          new Step("computeIfAbsent", NEW_KEY, map -> map.computeIfAbsent(NEW_KEY, MAKE)),
          new Step("compute", NEW_KEY, map -> map.compute(NEW_KEY, CHANGE)),
          new Step("computeIfPresent", OLD_KEY, map -> map.computeIfPresent(OLD_KEY, CHANGE)),
          new Step("computeIfPresent to null", OLD_KEY, map -> map.computeIfPresent(OLD_KEY, DROP)),
          new Step("merge", NEW_KEY, map -> map.merge(NEW_KEY, VALUES[80], CHANGE)),
          new Step("remove", OLD_KEY, map -> map.remove(OLD_KEY)),
          new Step("remove by iterator", null, OutOfMemory::removeByIterator),
          new Step("get-first put", NEW_KEY, map -> GetFirstHooks.put(map, NEW_KEY, VALUES[80])),
          new Step(
              "get-first computeIfAbsent",
              NEW_KEY,
              map -> GetFirstHooks.computeIfAbsent(map, NEW_KEY, MAKE)));

  private static void removeByIterator(Map<Object, Object> map) {
    for (Iterator<Object> keys = map.keySet().iterator(); keys.hasNext(); ) {
      if (keys.next().equals(OLD_KEY)) {
        keys.remove();
        return;
      }
    }
  }

  /** One operation on maps of one kind and size. */
  private static final class MapCase implements EndOfHeap.Case {
    private final GuardedMap.Kind kind;
    private final Step step;
    private final Map<Object, Object> before;
    private final Map<Object, Object> after;
    private GuardedMap guarded;

    MapCase(GuardedMap.Kind kind, Step step, int size) {
      this.kind = kind;
      this.step = step;
      before = GuardedMap.model(kind);
      after = GuardedMap.model(kind);
      for (int i = 0; i < size; i++) {
        before.put(KEYS[i], VALUES[i]);
        after.put(KEYS[i], VALUES[i]);
      }
      step.operation.on(after);
      guarded = kind.maker().get();
    }

    @Override
    public void prepare() {
      guarded = kind.maker().get();
      guarded.whole(
          map -> {
            for (Map.Entry<Object, Object> entry : before.entrySet()) {
              map.put(entry.getKey(), entry.getValue());
            }
          });
      // Whose stripes were all taken last; from here on each by itself.
      guarded.keyed(KEYS[1], map -> map.get(KEYS[1]));
    }

    @Override
    public void operate() {
      step.on(guarded);
    }

    @Override
    public void check(boolean failed) {
      inAnother(
          () -> {
            guarded.whole(map -> check(map, failed));
            for (Object key : KEYS) {
              guarded.keyed(key, map -> map.put(key, key));
            }
            guarded.whole(Map::clear);
            return guarded.map.isEmpty() ? "" : "not empty when it was cleared";
          });
    }

    private void check(Map<Object, Object> map, boolean failed) {
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
    private volatile @Nullable Thread waited;
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

    /** Keeps the lock that it holds until {@link #waited} waits for it, or for nothing any more. */
    private void leaveAsked(Lock lock) {
      Thread waiting = waited;
      while (waiting != null && waiting.getState() == State.RUNNABLE) {
        Thread.onSpinWait();
        waiting = waited;
      }
      lock.unlock();
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
      ask(work);
      return answer();
    }

    /** Has it do this beside who asks. */
    private void ask(Supplier<String> work) {
      asked = work;
      answer = null;
      notifyAll();
    }

    private Object answer() throws InterruptedException {
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

    /**
     * While the running thread operates, which wants a lock that this one holds: leaves it once the
     * other waits.
     *
     * @param leaving calls {@link #leaveAsked}; made in advance
     */
    Object beside(Supplier<String> leaving, Runnable operation) throws InterruptedException {
      waited = Thread.currentThread();
      synchronized (this) {
        ask(leaving);
      }
      Object answered;
      try {
        operation.run();
      } finally {
        waited = null;
        synchronized (this) {
          answered = answer();
        }
      }
      return answered;
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

  /** What a section that takes memory works on. */
  public static final class Tally {
    final CombiningReentrantLock lock = new CombiningReentrantLock();
    private final Map<Object, Object> map = new HashMap<>();
    private int entered;
    private int left;

    /** As Unjam edits it: two things that change together, or neither. */
    public int add(Object key) {
      if (lock.isBusy()) {
        Object result =
            lock.run(
                MethodHandles.lookup(),
                "add",
                "(Ljava/lang/Object;)I",
                false,
                new Object[] {this, key});
        if (result != CombiningReentrantLock.DECLINED) {
          return (int) result;
        }
      }
      lock.lock();
      try {
        entered++;
        try {
          map.put(key, new Object[2]);
        } finally {
          left++;
        }
        return 1_000 + left;
      } finally {
        lock.unlock();
      }
    }
  }

  /** A section that the lock's holder runs for the thread that wants it. */
  private static final class BatchedCase implements EndOfHeap.Case {
    private Tally tally = new Tally();
    private int result;

    // Made in advance: what they take is no matter of the lock's.
    @SuppressWarnings("UnnecessaryLambda")
    private final Runnable adding = () -> result = tally.add(NEW_KEY);

    @SuppressWarnings("UnnecessaryLambda")
    private final Supplier<String> leaving =
        () -> {
          OTHER.leaveAsked(tally.lock);
          return "";
        };

    /** Sections that ran in the holder. */
    long combined;

    @Override
    public void prepare() {
      tally = new Tally();
      tally.map.put(OLD_KEY, OLD_KEY);
      result = 0;
      inAnother(
          () -> {
            tally.lock.lock();
            return "";
          });
    }

    @Override
    public void operate() {
      beside(leaving, adding);
    }

    @Override
    public void check(boolean failed) {
      Tally seen = tally;
      inAnother(
          () -> {
            if (!seen.lock.tryLock()) {
              return "left taken";
            }
            combined += seen.lock.combined();
            boolean added = seen.map.containsKey(NEW_KEY);
            boolean published = seen.lock.hasPublished();
            boolean queued = seen.lock.hasQueuedThreads();
            seen.lock.unlock();
            if (published || queued) {
              return "waits still, though its method has returned";
            }
            if (seen.entered != seen.left || seen.entered > 1) {
              return "ran " + seen.entered + " times and ended " + seen.left;
            }
            if (failed ? added && seen.entered == 0 : !added || result != 1_001) {
              return "returned " + result + ", failed " + failed + ", and has added " + added;
            }
            seen.add(KEYS[1]);
            return seen.map.containsKey(KEYS[1]) ? "" : "does not work any more";
          });
    }
  }

  private static void beside(Supplier<String> leaving, Runnable operation) {
    try {
      Object answer = OTHER.beside(leaving, operation);
      if (answer instanceof Throwable failure) {
        throw new AssertionError("the holder of the lock got what is another's", failure);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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

  private static void maps() {
    // The operations that are the ruin of the JDK's, as it has no table.
    Set<String> ruined = new HashSet<>();
    for (Step step : STEPS) {
      for (int size : SIZES) {
        int known = WRONG.size();
        map(GuardedMap.ORIGINAL, step, size);
        if (WRONG.size() > known) {
          ruined.add(step.name + size);
          System.out.println("the JDK's own: " + WRONG.remove(known));
        }
      }
    }
    for (GuardedMap.Kind kind : GuardedMap.KINDS) {
      for (Step step : STEPS) {
        for (int size : SIZES) {
          if (!(kind.original() == GuardedMap.Original.HASH_MAP
                  && ruined.contains(step.name + size))
              && (step.isOfSet() || !kind.isSet())) {
            map(kind, step, size);
          }
        }
      }
    }
  }

  private static void map(GuardedMap.Kind kind, Step step, int size) {
    run(kind.name() + ", " + step.name + " at " + size, new MapCase(kind, step, size));
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

  private static void batched() {
    BatchedCase sections = new BatchedCase();
    run("batched section", sections);
    if (sections.combined == 0) {
      WRONG.add("no section was run by the lock's holder");
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
    EndOfHeap.under(new MapCase(GuardedMap.ORIGINAL, STEPS.get(0), 0));
    maps();
    locks();
    batched();
    for (String wrong : WRONG) {
      System.out.println("WRONG " + wrong);
    }
    System.out.println("RESULT " + cases + " " + failures + " " + WRONG.size());
  }
}
