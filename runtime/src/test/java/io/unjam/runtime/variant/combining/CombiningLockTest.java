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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Where a thread parks, something is thrown at it. */
  private static final class Restless extends CombiningReentrantLock {
    private static final long serialVersionUID = 1L;
    private final transient Callable<? extends Throwable> thrown;

    /**
     * A lock whose waiting threads get what this returns; {@code null} for nothing, as after a
     * spurious wake-up.
     */
    Restless(Callable<? extends Throwable> thrown) {
      this.thrown = thrown;
    }

    @Override
    void park(Object shown, long nanos) {
      Throwable next;
      try {
        next = thrown.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      if (next instanceof Error error) {
        throw error;
      }
      if (next instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }

  /** A section that tells that it has begun, and ends when it is let. */
  private static final class Slow {
    final ReentrantLock lock;
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);
    final AtomicInteger ran = new AtomicInteger();

    Slow(ReentrantLock lock) {
      this.lock = lock;
    }

    private int work() throws InterruptedException {
      if (CombineHooks.isBusy(lock)) {
        Object result =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "work", "()I", false, new Object[] {this});
        if (!CombineHooks.isDeclined(result)) {
          return (Integer) result;
        }
      }
      lock.lock();
      try {
        begun.countDown();
        end.await();
        return ran.incrementAndGet();
      } finally {
        lock.unlock();
      }
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

  @ParameterizedTest
  @MethodSource("shortages")
  void whoCannotWaitTakesItsSectionBackAndTheLockAsWritten(Throwable shortage) throws Exception {
    CombiningReentrantLock restless = new Restless(() -> shortage);
    Counter own = new Counter(restless);
    restless.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> own.add(1), threads);
    // In the original lock's queue, where it waits without a time.
    await().until(() -> restless.hasQueuedThread(threads.get(0)));
    assertThat(restless.hasPublished()).isTrue();
    restless.unlock();

    assertThat(sum.get()).isEqualTo(2);
    assertThat(own.ranBy).isSameAs(threads.get(0));
    assertThat(restless.combined()).isZero();
    assertThat(restless.isLocked()).isFalse();
  }

  static Stream<Throwable> shortages() {
    return Stream.of(
        new OutOfMemoryError("park"),
        new StackOverflowError("park"),
        new RejectedExecutionException("park"));
  }

  @ParameterizedTest
  @MethodSource("shortages")
  void whoCannotWaitStaysUntilItsBegunSectionHasEnded(Throwable shortage) throws Exception {
    Slow[] slow = new Slow[1];
    CombiningReentrantLock restless = new Restless(() -> afterItBegan(slow[0], shortage));
    slow[0] = new Slow(restless);
    FutureTask<Integer> result = whileItsSectionRuns(restless, slow[0]);

    assertThat(result.get()).isOne();
    assertThat(slow[0].ran).hasValue(1);
    assertThat(restless.combined()).isOne();
    assertThat(restless.isLocked()).isFalse();
  }

  @Test
  void whoIsStoppedWhileItWaitsLeavesNoSectionBehind() throws Exception {
    Error stop = new Error("stopped");
    CombiningReentrantLock restless = new Restless(() -> stop);
    Counter own = new Counter(restless);
    restless.lock();
    FutureTask<Long> sum = start(() -> own.add(1));

    assertThatThrownBy(sum::get).cause().isSameAs(stop);
    restless.unlock();
    assertThat(own.low).isZero();
    assertThat(restless.combined()).isZero();
  }

  @Test
  void whoIsStoppedWhileItsSectionRunsEndsAfterIt() throws Exception {
    Error stop = new Error("stopped");
    Slow[] slow = new Slow[1];
    CombiningReentrantLock restless = new Restless(() -> afterItBegan(slow[0], stop));
    slow[0] = new Slow(restless);
    FutureTask<Integer> result = whileItsSectionRuns(restless, slow[0]);

    assertThatThrownBy(result::get).cause().isSameAs(stop);
    assertThat(slow[0].ran).hasValue(1);
    assertThat(restless.isLocked()).isFalse();
  }

  private static Throwable afterItBegan(Slow slow, Throwable thrown) throws InterruptedException {
    slow.begun.await();
    return thrown;
  }

  /**
   * Lets one thread hold the lock and run the section of another, who gets something thrown at it
   * meanwhile. Returns the other's work once it has got that, and the section may end.
   */
  private static FutureTask<Integer> whileItsSectionRuns(CombiningReentrantLock lock, Slow slow)
      throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Integer> result = started(slow::work, threads);
    await().until(() -> threads.get(0).getState() == Thread.State.WAITING);
    FutureTask<Void> combining =
        start(
            () -> {
              // In the place of the holder, who has to see to the rest.
              slow.begun.await();
              await().until(() -> threads.get(0).getState() == Thread.State.RUNNABLE);
              assertThat(result.isDone()).isFalse();
              assertThat(slow.ran).hasValue(0);
              slow.end.countDown();
              return null;
            });
    lock.unlock();
    combining.get();
    return result;
  }

  @Test
  void losesNothingWhereParksFail() throws Exception {
    AtomicInteger parks = new AtomicInteger();
    CombiningReentrantLock restless =
        new Restless(() -> parks.incrementAndGet() % 2 == 0 ? null : new OutOfMemoryError("park"));
    Counter own = new Counter(restless);
    restless.lock();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(
          start(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  own.add(1);
                }
                return null;
              }));
    }
    await().until(() -> parks.get() > tasks.size());
    restless.unlock();
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
    assertThat(own.low).isEqualTo(160_000);
    assertThat(own.high).isEqualTo(160_000);
    assertThat(restless.isLocked()).isFalse();
  }

  @Test
  void saysWhoHasItThoughADumpShowsWhoHadIt() throws Exception {
    lock.lock();
    List<Thread> threads = new ArrayList<>();
    FutureTask<Long> sum = started(() -> counter.add(1), threads);
    awaitParked(threads);
    Object parkedOn = await().until(() -> LockSupport.getBlocker(threads.get(0)), it -> it != null);

    assertThat(CombiningReentrantLock.waitedFor(parkedOn)).isSameAs(lock);
    assertThat(CombiningReentrantLock.waitedFor(new Object())).isNull();
    assertThat(lock.holder()).isSameAs(Thread.currentThread());
    lock.unlock();
    sum.get();
    await().until(() -> lock.holder() == null);
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
