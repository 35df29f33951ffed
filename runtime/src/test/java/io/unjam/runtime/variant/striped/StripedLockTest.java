package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.hook.StripeHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who excludes whom. */
// Single steps of a lock are what is tested; a failed assertion ends the test and the lock with it.
@SuppressWarnings("LockNotBeforeTry")
@Timeout(60)
class StripedLockTest {
  private static final int STRIPES = 8;

  private final StripedReentrantLock lock = new StripedReentrantLock(STRIPES);
  private final StripedHashMap<Object, Integer> map = new StripedHashMap<>(STRIPES);
  private final List<Thread> entering = new ArrayList<>();

  StripedLockTest() {
    map.guardBy(lock);
    lock.split();
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static int stripe(Object key) {
    return StripeOfKey.of(key, StripeOfKey.shift(STRIPES));
  }

  /** A key of another stripe than {@code key}, or of the same. */
  private static String key(String other, boolean same) {
    for (int i = 0; ; i++) {
      String candidate = "x" + i;
      if ((stripe(candidate) == stripe(other)) == same) {
        return candidate;
      }
    }
  }

  private boolean enters(Object key) throws InterruptedException {
    AtomicBoolean in = new AtomicBoolean();
    Thread other =
        start(
            () -> {
              StripeHooks.lock(lock, key);
              in.set(true);
              StripeHooks.unlock(lock, key);
            });
    entering.add(other);
    await().until(() -> in.get() || other.getState() == Thread.State.WAITING);
    return in.get();
  }

  /** Whether anyone holds the lock once all who waited to enter have been in and left. */
  private boolean isLockedInTheEnd() throws InterruptedException {
    for (Thread thread : entering) {
      thread.join();
    }
    return lock.isLocked();
  }

  @Test
  void keysOfDifferentStripesPassEachOtherAndThoseOfOneDoNot() throws Exception {
    lock.lockFor("a");
    assertThat(enters(key("a", false))).isTrue();
    assertThat(enters(key("a", true))).isFalse();
    lock.unlockFor("a");
  }

  @Test
  void wholeExcludesEveryKeyAndEveryKeyExcludesWhole() throws Exception {
    lock.lock();
    assertThat(enters("a")).isFalse();
    lock.unlock();
    assertThat(isLockedInTheEnd()).isFalse();
    lock.lockFor("a");
    AtomicBoolean got = new AtomicBoolean();
    start(() -> got.set(lock.tryLock())).join();
    assertThat(got).isFalse();
    lock.unlockFor("a");
    start(() -> got.set(lock.tryLock())).join();
    assertThat(got).isTrue();
  }

  @Test
  void nullAndUntrustedKeysTakeAllStripes() throws Exception {
    for (Object key : new Object[] {null, 1.5, List.of("a")}) {
      lock.lockFor(key);
      assertThat(lock.holdsAll()).isTrue();
      assertThat(enters("a")).isFalse();
      lock.unlockFor(key);
      assertThat(isLockedInTheEnd()).isFalse();
    }
    assertThat(lock.isWholeForGood()).isFalse();
  }

  @Test
  void storingAnUntrustedKeyEndsTheStripingAlsoForThoseWhoWaitForAStripe() throws Exception {
    List<Object> untrusted = new ArrayList<>(List.of("mutable"));
    lock.lockFor(untrusted);
    AtomicBoolean in = new AtomicBoolean();
    Thread waiter =
        start(
            () -> {
              StripeHooks.lock(lock, "a");
              in.set(lock.holdsAll());
              map.merge("a", 1, Integer::sum);
              StripeHooks.unlock(lock, "a");
            });
    await().until(() -> waiter.getState() == Thread.State.WAITING);
    map.put(untrusted, 1);
    lock.lockFor("b");
    map.put("b", 2);
    lock.unlockFor("b");
    lock.unlockFor(untrusted);
    waiter.join();
    assertThat(in).isTrue();
    assertThat(lock.isWholeForGood()).isTrue();
    assertThat(lock.isLocked()).isFalse();
    lock.lockFor("a");
    assertThat(enters(key("a", false))).isFalse();
    lock.unlockFor("a");
    lock.lock();
    lock.unlock();
    assertThat(map).hasSize(3);
    assertThat(isLockedInTheEnd()).isFalse();
  }

  @Test
  void keysAreReentrantWithinThemselvesAndWithinWhole() {
    lock.lock();
    lock.lockFor("a");
    lock.lockFor("b");
    lock.unlockFor("b");
    lock.unlockFor("a");
    assertThat(lock.holdsAll()).isTrue();
    lock.unlock();
    lock.lockFor("a");
    lock.lockFor("a");
    assertThat(lock.getHoldCount()).isEqualTo(2);
    lock.unlockFor("a");
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlockFor("a");
    assertThat(lock.isLocked()).isFalse();
    assertThatThrownBy(() -> lock.unlockFor("a")).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void effectsExcludeEachOtherToTheEndOfTheirSections() throws Exception {
    String other = key("a", false);
    lock.lockFor("a");
    lock.lockFor("a");
    lock.beginEffect();
    lock.beginEffect();
    lock.unlockFor("a");
    AtomicBoolean in = new AtomicBoolean();
    CountDownLatch entered = new CountDownLatch(1);
    Thread effect =
        start(
            () -> {
              lock.lockFor(other);
              entered.countDown();
              lock.beginEffect();
              in.set(true);
              lock.unlockFor(other);
            });
    entered.await();
    await().until(() -> effect.getState() == Thread.State.WAITING);
    assertThat(in).isFalse();
    lock.unlockFor("a");
    effect.join();
    assertThat(in).isTrue();
    lock.lock();
    lock.lockFor("a");
    lock.beginEffect();
    lock.unlockFor("a");
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
    lock.lockFor("a");
    assertThat(enters(other)).isTrue();
    lock.unlockFor("a");
  }

  @Test
  void waitingOnAConditionLetsKeysIn() throws Exception {
    Condition condition = lock.newCondition();
    AtomicBoolean signalled = new AtomicBoolean();
    AtomicBoolean waited = new AtomicBoolean();
    Thread waiter =
        start(
            () -> {
              lock.lock();
              while (!signalled.get()) {
                condition.awaitUninterruptibly();
              }
              waited.set(lock.holdsAll());
              lock.unlock();
            });
    await()
        .until(
            () -> {
              lock.lock();
              try {
                return lock.hasWaiters(condition) && lock.getWaitQueueLength(condition) == 1;
              } finally {
                lock.unlock();
              }
            });
    lock.lockFor("a");
    lock.unlockFor("a");
    lock.lock();
    signalled.set(true);
    condition.signal();
    lock.unlock();
    waiter.join();
    assertThat(waited).isTrue();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aLockThatIsNotStripedIsTakenAsWritten() {
    ReentrantLock plain = new ReentrantLock();
    StripeHooks.guard(plain, map);
    StripeHooks.guard(lock, new Object());
    StripeHooks.lock(plain, "a");
    StripeHooks.effect(plain);
    assertThat(plain.isHeldByCurrentThread()).isTrue();
    StripeHooks.unlock(plain, "a");
    assertThat(plain.isLocked()).isFalse();
  }

  @Test
  void roundsUpAndRefusesNonsense() {
    assertThat(new StripedReentrantLock(5).stripes()).isEqualTo(8);
    assertThat(new StripedReentrantLock(1).stripes()).isEqualTo(2);
    assertThat(new StripedReentrantLock(64).stripes()).isEqualTo(64);
    assertThatThrownBy(() -> new StripedReentrantLock(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.guardBy(new StripedReentrantLock(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Every stripe's keys, by threads that come keyed, whole and by the facade. */
  @Test
  void losesNoUpdateHoweverItIsMade() throws Exception {
    losesNoUpdate(lock, map);
    assertThat(lock.keyedSections()).isPositive();
  }

  /** The same where the lock splits under the threads' feet, over and over. */
  @Test
  void losesNoUpdateWhileItSplits() throws Exception {
    for (int i = 0; i < 40; i++) {
      StripedReentrantLock splitting = new StripedReentrantLock(STRIPES);
      StripedHashMap<Object, Integer> table = new StripedHashMap<>(STRIPES);
      table.guardBy(splitting);
      CountDownLatch done = new CountDownLatch(1);
      Thread splitter =
          start(
              () -> {
                while (entries(splitting, table) < 20 && done.getCount() > 0) {
                  Thread.onSpinWait();
                }
                splitting.split();
              });
      losesNoUpdate(splitting, table);
      done.countDown();
      splitter.join();
    }
  }

  private static int entries(StripedReentrantLock lock, StripedHashMap<Object, Integer> map) {
    lock.lock();
    try {
      return map.size();
    } finally {
      lock.unlock();
    }
  }

  private static void losesNoUpdate(StripedReentrantLock lock, StripedHashMap<Object, Integer> map)
      throws Exception {
    int threads = 6;
    int rounds = 3_000;
    CyclicBarrier begin = new CyclicBarrier(threads);
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int seed = t;
      all.add(
          start(
              () -> {
                try {
                  begin.await();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                Random random = new Random(seed);
                for (int i = 0; i < rounds; i++) {
                  int key = random.nextInt(40);
                  int way = random.nextInt(20);
                  if (way == 0) {
                    map.merge(key, 1, Integer::sum);
                  } else if (way == 1) {
                    lock.lock();
                    int size = map.size();
                    map.merge(key, 1, Integer::sum);
                    int counted = 0;
                    for (Object each : map.keySet()) {
                      counted += map.containsKey(each) ? 1 : 0;
                    }
                    if (counted != map.size() || map.size() - size > 1) {
                      wrong.incrementAndGet();
                    }
                    lock.unlock();
                  } else {
                    StripeHooks.lock(lock, key);
                    Integer old = map.get(key);
                    map.put(key, old == null ? 1 : old + 1);
                    StripeHooks.unlock(lock, key);
                  }
                }
              }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(map.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(threads * rounds);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void oneThreadAloneIsOneLock() throws Exception {
    StripedReentrantLock whole = new StripedReentrantLock(STRIPES);
    for (int i = 0; i < 3 * StripedReentrantLock.WINDOW; i++) {
      whole.lockFor("a");
      assertThat(whole.holdsAll()).isTrue();
      whole.unlockFor("a");
    }
    assertThat(whole.isSplit()).isFalse();
    assertThat(whole.keyedSections()).isZero();
    assertThat(whole.isLocked()).isFalse();
    assertThatThrownBy(() -> whole.unlockFor("a")).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void splitsOnceEnoughKeysHadToWait() throws Exception {
    StripedReentrantLock waited = new StripedReentrantLock(STRIPES);
    for (int i = 0; i < StripedReentrantLock.SPLIT_AFTER; i++) {
      assertThat(waited.isSplit()).isFalse();
      waited.lockFor("a");
      Thread other =
          start(
              () -> {
                waited.lockFor("b");
                waited.unlockFor("b");
              });
      await().until(() -> waited.hasQueuedThread(other));
      waited.unlockFor("a");
      other.join();
    }
    assertThat(waited.isSplit()).isTrue();
    waited.lockFor("a");
    assertThat(waited.holdsAll()).isFalse();
    waited.unlockFor("a");
    assertThat(waited.keyedSections()).isEqualTo(1);
  }

  @Test
  void neverSplitsInsideASection() {
    StripedReentrantLock held = new StripedReentrantLock(STRIPES);
    held.lockFor("a");
    held.split();
    held.lockFor("a");
    held.split();
    held.unlockFor("a");
    assertThat(held.isSplit()).isFalse();
    held.unlockFor("a");
    assertThat(held.isLocked()).isFalse();
    held.split();
    assertThat(held.isSplit()).isTrue();
  }

  @Test
  void whoWaitedForTheWholeLockWhileItSplitTakesItsKey() throws Exception {
    StripedReentrantLock splitting = new StripedReentrantLock(STRIPES);
    splitting.lock();
    AtomicBoolean all = new AtomicBoolean(true);
    Thread other =
        start(
            () -> {
              splitting.lockFor("a");
              all.set(splitting.holdsAll());
              splitting.unlockFor("a");
            });
    await().until(() -> splitting.hasQueuedThread(other));
    splitting.unlock();
    splitting.split();
    other.join();
    // Whichever of the two came first: nobody holds anything, and the next takes a stripe.
    assertThat(splitting.isLocked()).isFalse();
    splitting.lockFor("a");
    assertThat(splitting.holdsAll()).isFalse();
    splitting.unlockFor("a");
  }

  @Test
  void whoWaitedOnAConditionWhileItSplitHoldsAllStripesAgain() throws Exception {
    StripedReentrantLock splitting = new StripedReentrantLock(STRIPES);
    Condition condition = splitting.newCondition();
    AtomicBoolean signalled = new AtomicBoolean();
    CountDownLatch back = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread waiter =
        start(
            () -> {
              splitting.lock();
              while (!signalled.get()) {
                condition.awaitUninterruptibly();
              }
              back.countDown();
              try {
                leave.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              splitting.unlock();
            });
    await()
        .until(
            () -> {
              splitting.lock();
              try {
                return splitting.hasWaiters(condition);
              } finally {
                splitting.unlock();
              }
            });
    splitting.split();
    splitting.lock();
    signalled.set(true);
    condition.signal();
    splitting.unlock();
    back.await();
    AtomicBoolean in = new AtomicBoolean();
    Thread keyed =
        start(
            () -> {
              splitting.lockFor("a");
              in.set(true);
              splitting.unlockFor("a");
            });
    await().until(() -> in.get() || keyed.getState() == Thread.State.WAITING);
    assertThat(in).isFalse();
    leave.countDown();
    waiter.join();
    keyed.join();
    assertThat(in).isTrue();
    assertThat(splitting.isLocked()).isFalse();
  }

  @Test
  void anUntrustedKeyStoredBeforeItSplitsKeepsItWhole() {
    StripedReentrantLock whole = new StripedReentrantLock(STRIPES);
    StripedHashMap<Object, Integer> table = new StripedHashMap<>(STRIPES);
    table.guardBy(whole);
    List<Object> untrusted = List.of("a");
    whole.lockFor(untrusted);
    table.put(untrusted, 1);
    whole.unlockFor(untrusted);
    whole.split();
    assertThat(whole.isSplit()).isFalse();
    assertThat(whole.isWholeForGood()).isTrue();
    assertThat(whole.isLocked()).isFalse();
  }
}
