package io.unjam.stress.lincheck;

import io.unjam.runtime.hook.CombineHooks;
import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** Two plain fields behind each lock: what a lock that leaks would tear apart. */
public final class Locks {
  private Locks() {}

  /** Without a lock, for one thread: what all of them are compared with. */
  public static final class Sequential {
    private int low;
    private int high;

    public int add(int value) {
      low += value;
      high += value;
      return low + high;
    }

    public int read() {
      return low * 1_000 + high;
    }

    public int addIfFree(int value) {
      return add(value);
    }
  }

  /** Operations under a pair of locks, which may be one. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Guarded {
    private final Lock read;
    private final Lock write;
    private int low;
    private int high;

    protected Guarded(Lock read, Lock write) {
      this.read = read;
      this.write = write;
    }

    @Operation(params = {"value"})
    public final int add(int value) {
      write.lock();
      try {
        return added(value);
      } finally {
        write.unlock();
      }
    }

    private int added(int value) {
      low += value;
      high += value;
      return low + high;
    }

    @Operation
    public final int read() {
      read.lock();
      try {
        return low * 1_000 + high;
      } finally {
        read.unlock();
      }
    }

    /** By the untimed attempt, which goes other ways through the variants, until it succeeds. */
    @Operation(params = {"value"})
    public final int addIfFree(int value) {
      while (!write.tryLock()) {
        Thread.onSpinWait();
      }
      try {
        return added(value);
      } finally {
        write.unlock();
      }
    }
  }

  /** The {@code unfair} variant. */
  public static final class Barging extends Guarded {
    public Barging() {
      this(new BargingReentrantLock(true));
    }

    private Barging(Lock lock) {
      super(lock, lock);
    }
  }

  /** The {@code batched} variant: one section as its edit leaves it, others that take the lock. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static final class Combining {
    private final Lock lock = new CombiningReentrantLock();
    private int low;
    private int high;

    @Operation(params = {"value"})
    public int add(int value) {
      if (CombineHooks.isBusy(lock)) {
        Object sum =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "add", "(I)I", false, new Object[] {this, value});
        if (!CombineHooks.isDeclined(sum)) {
          return (Integer) sum;
        }
      }
      lock.lock();
      try {
        return added(value);
      } finally {
        lock.unlock();
      }
    }

    private int added(int value) {
      low += value;
      high += value;
      return low + high;
    }

    @Operation
    public int read() {
      lock.lock();
      try {
        return low * 1_000 + high;
      } finally {
        lock.unlock();
      }
    }

    @Operation(params = {"value"})
    public int addIfFree(int value) {
      while (!lock.tryLock()) {
        Thread.onSpinWait();
      }
      try {
        return added(value);
      } finally {
        lock.unlock();
      }
    }
  }

  /** The {@code striped} variant, taken whole. */
  public static final class Striped extends Guarded {
    public Striped() {
      this(split(new StripedReentrantLock(2)));
    }

    private static Lock split(StripedReentrantLock lock) {
      lock.split();
      return lock;
    }

    private Striped(Lock lock) {
      super(lock, lock);
    }
  }

  /** The {@code reader-sharded} variant before its readers go by slots. */
  public static final class ReaderShardedClosed extends Guarded {
    public ReaderShardedClosed() {
      this(new ReaderShardedReadWriteLock());
    }

    private ReaderShardedClosed(ReentrantReadWriteLock lock) {
      super(lock.readLock(), lock.writeLock());
    }
  }

  /** The same with readers in slots, so that writers have to drain them. */
  public static final class ReaderShardedOpen extends Guarded {
    public ReaderShardedOpen() {
      this(OpenLock.make());
    }

    private ReaderShardedOpen(ReentrantReadWriteLock lock) {
      super(lock.readLock(), lock.writeLock());
    }
  }
}
