package io.unjam.runtime.variant.combining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.bridge.Switches;
import io.unjam.runtime.hook.CombineHooks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lock whose holder runs what others wait for, asked as edited code asks it. */
@Timeout(60)
// Single steps of a lock are what is tested; a failed assertion ends the test and the lock with it.
@SuppressWarnings("LockNotBeforeTry")
class CombiningLockTest {

  /** A class as its edit leaves it. */
  static class Counter {
    final ReentrantLock lock;
    private long low;
    private long high;
    Thread ranBy = Thread.currentThread();

    Counter(ReentrantLock lock) {
      this.lock = lock;
    }

    long add(int value) {
      if (CombineHooks.isBusy(lock)) {
        Object result =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "add", "(I)J", false, new Object[] {this, value});
        if (!CombineHooks.isDeclined(result)) {
          return (Long) result;
        }
      }
      lock.lock();
      try {
        ranBy = Thread.currentThread();
        low += value;
        high += value;
        return low + high;
      } finally {
        lock.unlock();
      }
    }

    private void fail(RuntimeException failure) {
      if (CombineHooks.isBusy(lock)) {
        Object result =
            CombineHooks.run(
                lock,
                MethodHandles.lookup(),
                "fail",
                "(Ljava/lang/RuntimeException;)V",
                false,
                new Object[] {this, failure});
        if (!CombineHooks.isDeclined(result)) {
          return;
        }
      }
      lock.lock();
      try {
        throw failure;
      } finally {
        lock.unlock();
      }
    }

    @SuppressWarnings("InfiniteRecursion") // what is wanted
    private static int endless(int depth) {
      return endless(depth + 1) + 1;
    }

    private int overflow() {
      if (CombineHooks.isBusy(lock)) {
        Object result =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "overflow", "()I", false, new Object[] {this});
        if (!CombineHooks.isDeclined(result)) {
          return (Integer) result;
        }
      }
      lock.lock();
      try {
        return endless(0);
      } finally {
        lock.unlock();
      }
    }

    /** Leaves a hold behind, as an unlock does that overflows. */
    @SuppressWarnings("UnusedMethod") // by its handle
    private void leak() {
      lock.lock();
    }
  }

  /** Overrides a section and calls it. */
  static final class Doubling extends Counter {
    Doubling(ReentrantLock lock) {
      super(lock);
    }

    @Override
    long add(int value) {
      return super.add(2 * value);
    }
  }

  private final CombiningReentrantLock lock = new CombiningReentrantLock();
  private final Counter counter = new Counter(lock);

  @AfterEach
  void on() {
    Switches.svEdits(true);
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    return started(work, new ArrayList<>());
  }

  private static <T> FutureTask<T> started(Callable<T> work, List<Thread> threads) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return task;
  }

  private static void awaitParked(List<Thread> threads) {
    for (Thread thread : threads) {
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
  }

  @Test
  void theHolderRunsWhatOthersWaitForAsItLetsGo() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    List<FutureTask<Long>> sums = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      int value = i;
      sums.add(started(() -> counter.add(value), threads));
      awaitParked(threads);
    }
    assertThat(lock.hasPublished()).isTrue();
    lock.unlock();

    List<Long> got = new ArrayList<>();
    for (FutureTask<Long> sum : sums) {
      got.add(sum.get());
    }
    assertThat(got).containsExactly(2L, 6L, 12L, 20L, 30L);
    assertThat(counter.ranBy).isSameAs(Thread.currentThread());
    assertThat(lock.combined()).isEqualTo(5);
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.hasPublished()).isFalse();
  }

  @Test
  void aHolderStopsAtTheBoundAndOthersGoOn() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    List<FutureTask<Long>> sums = new ArrayList<>();
    int waiting = CombiningReentrantLock.BOUND + 10;
    for (int i = 0; i < waiting; i++) {
      sums.add(started(() -> counter.add(1), threads));
    }
    awaitParked(threads);
    lock.unlock();
    for (FutureTask<Long> sum : sums) {
      sum.get();
    }
    assertThat(counter.low).isEqualTo(waiting);
    assertThat(counter.ranBy).isNotSameAs(Thread.currentThread());
  }

  @Test
  void onlyTheLastUnlockOfAHolderCombines() throws Exception {
    lock.lock();
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> counter.add(1), threads);
    awaitParked(threads);
    lock.unlock();
    assertThat(counter.low).isZero();
    assertThat(sum.isDone()).isFalse();
    lock.unlock();
    assertThat(sum.get()).isEqualTo(2);
  }

  @Test
  void losesNothing() throws Exception {
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      boolean whole = i % 4 == 0;
      tasks.add(
          start(
              () -> {
                long sum = 0;
                for (int n = 0; n < 20_000; n++) {
                  if (whole) {
                    lock.lock();
                    try {
                      counter.low++;
                      counter.high++;
                    } finally {
                      lock.unlock();
                    }
                  } else {
                    sum += counter.add(1);
                  }
                }
                return sum;
              }));
    }
    for (FutureTask<Long> task : tasks) {
      task.get();
    }
    assertThat(counter.low).isEqualTo(320_000);
    assertThat(counter.high).isEqualTo(320_000);
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.hasPublished()).isFalse();
  }

  @Test
  void whatASectionThrowsGoesToItsCallerAlone() throws Exception {
    lock.lock();
    IllegalStateException failure = new IllegalStateException("mine");
    List<Thread> threads = new ArrayList<>();
    FutureTask<Void> failing =
        started(
            () -> {
              counter.fail(failure);
              return null;
            },
            threads);
    awaitParked(threads);
    FutureTask<Long> sum = started(() -> counter.add(3), threads);
    awaitParked(threads);
    lock.unlock();

    assertThatThrownBy(failing::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
    assertThat(sum.get()).isEqualTo(6);
    // Only now: a thread that wakes meanwhile takes the lock for a moment.
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void anOverflowInASectionGoesToItsCallerAndLeavesNoHold() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Integer> overflowing = started(counter::overflow, threads);
    awaitParked(threads);
    lock.unlock();

    assertThatThrownBy(overflowing::get).hasCauseInstanceOf(StackOverflowError.class);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aHoldThatASectionLeavesBehindIsTakenBack() {
    lock.run(
        MethodHandles.lookup().in(Counter.class), "leak", "()V", false, new Object[] {counter});
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aSectionIsCalledPastItsOverridingMethod() throws Exception {
    Counter doubling = new Doubling(lock);
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> doubling.add(2), threads);
    awaitParked(threads);
    lock.unlock();
    assertThat(sum.get()).isEqualTo(8);
  }

  @Test
  void aWaitingThreadStaysInterruptedAndIsNotDisturbed() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Boolean> sum =
        started(() -> counter.add(1) == 2 && Thread.currentThread().isInterrupted(), threads);
    awaitParked(threads);
    threads.get(0).interrupt();
    awaitParked(threads);
    assertThat(sum.isDone()).isFalse();
    lock.unlock();
    assertThat(sum.get()).isTrue();
  }

  @Test
  void whoeverHoldsTheLockRunsItsOwn() {
    lock.lock();
    assertThat(CombineHooks.isBusy(lock)).isFalse();
    assertThat(counter.add(1)).isEqualTo(2);
    lock.unlock();
  }

  @Test
  void nothingIsHandedOverWhileEditsAreOff() throws Exception {
    lock.lock();
    Switches.svEdits(false);
    assertThat(start(() -> CombineHooks.isBusy(lock)).get()).isFalse();
    Switches.svEdits(true);
    assertThat(start(() -> CombineHooks.isBusy(lock)).get()).isTrue();
    lock.unlock();
  }

  @Test
  void publishedSectionsAreRunThoughEditsAreOffByThen() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> counter.add(1), threads);
    awaitParked(threads);
    Switches.svEdits(false);
    lock.unlock();
    assertThat(sum.get()).isEqualTo(2);
  }

  @Test
  void aConditionEndsCombiningAndWhoHadPublishedStillGetsIn() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> counter.add(1), threads);
    awaitParked(threads);
    Condition condition = lock.newCondition();
    assertThat(start(() -> CombineHooks.isBusy(lock)).get()).isFalse();
    // Releases the lock without an unlock: the section's thread comes by itself.
    while (!sum.isDone()) {
      assertThat(condition.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(sum.get()).isEqualTo(2);
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aMethodThatCannotBeCalledIsLeftToItsCaller() {
    Object result =
        lock.run(MethodHandles.lookup(), "none", "(Lno/such/Type;)V", true, new Object[] {null});
    assertThat(CombineHooks.isDeclined(result)).isTrue();
    assertThat(lock.hasPublished()).isFalse();
  }

  @Test
  void aPlainLockIsLeftToTheMethod() {
    assertThat(CombineHooks.isBusy(new ReentrantLock())).isFalse();
    assertThat(CombineHooks.isBusy(null)).isFalse();
    assertThat(
            CombineHooks.isDeclined(
                CombineHooks.run(
                    new ReentrantLock(), MethodHandles.lookup(), "x", "()V", true, new Object[0])))
        .isTrue();
  }

  @Test
  void anUnlockWithoutTheLockIsRefusedAsBefore() throws Exception {
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    lock.lock();
    FutureTask<Void> other =
        start(
            () -> {
              lock.unlock();
              return null;
            });
    assertThatThrownBy(other::get).hasCauseInstanceOf(IllegalMonitorStateException.class);
    lock.unlock();
  }

  @Test
  void isWrittenAsAPlainLock() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(lock);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject().getClass()).isEqualTo(ReentrantLock.class);
    }
  }
}
