package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MILLISECOND;

import io.unjam.runtime.hook.StripeHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who excludes whom where a monitor is striped, with holders that know nothing of it. */
@Timeout(60)
class StripedMonitorTest {
  private static final int STRIPES = 8;

  private final Object monitor = new Object();
  private final StripedHashMap<Object, Integer> map = new StripedHashMap<>(STRIPES);
  private final StripedMonitor striped;
  private final List<Thread> entering = new ArrayList<>();

  StripedMonitorTest() {
    StripeHooks.guardByMonitor(monitor, map);
    striped = (StripedMonitor) map.guard();
    striped.split();
  }

  private static int stripe(Object key) {
    return StripeOfKey.of(key, StripeOfKey.shift(STRIPES));
  }

  private static String key(String other, boolean same) {
    for (int i = 0; ; i++) {
      String candidate = "x" + i;
      if ((stripe(candidate) == stripe(other)) == same) {
        return candidate;
      }
    }
  }

  /** What an edited block does. */
  private void keyed(Object key, Runnable body) {
    keyed(monitor, map, key, body);
  }

  private static void keyed(Object monitor, Object map, Object key, Runnable body) {
    while (true) {
      Object entered = StripeHooks.monitor(monitor, map, key);
      synchronized (entered) {
        if (StripeHooks.isValid(monitor, map, entered)) {
          body.run();
          return;
        }
      }
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whether another thread gets in, or waits. */
  private boolean enters(Runnable section) {
    AtomicBoolean in = new AtomicBoolean();
    Thread other =
        start(
            () -> {
              section.run();
              in.set(true);
            });
    entering.add(other);
    await().until(() -> in.get() || other.getState() == Thread.State.BLOCKED);
    return in.get();
  }

  /** Lets all who waited to enter get in and leave, so that nobody meets them later. */
  private void letThemIn() throws InterruptedException {
    for (Thread thread : entering) {
      thread.join();
    }
  }

  private void whole(Runnable body) {
    synchronized (monitor) {
      body.run();
    }
  }

  @Test
  void keysOfDifferentStripesPassEachOtherAndThoseOfOneDoNot() {
    keyed(
        "a",
        () -> {
          assertThat(enters(() -> keyed(key("a", false), () -> {}))).isTrue();
          assertThat(enters(() -> keyed(key("a", true), () -> {}))).isFalse();
        });
    assertThat(striped.keyedSections()).isPositive();
  }

  @Test
  void aHolderOfTheMonitorIsExcludedFromItsFirstCallOfTheMapOn() {
    keyed(
        "a",
        () -> {
          assertThat(enters(() -> whole(() -> {}))).isTrue();
          assertThat(enters(() -> whole(() -> map.get("none")))).isFalse();
          assertThat(enters(() -> whole(() -> map.get(key("a", false))))).isFalse();
        });
  }

  @Test
  void aHolderOfTheMonitorThatHasUsedTheMapExcludesEveryKey() throws InterruptedException {
    keyed("a", () -> {});
    whole(
        () -> {
          map.get("a");
          assertThat(enters(() -> keyed("a", () -> {}))).isFalse();
          assertThat(enters(() -> keyed(key("a", false), () -> {}))).isFalse();
        });
    letThemIn();
    assertThat(enters(() -> keyed("a", () -> {}))).isTrue();
  }

  @Test
  void aThreadThatChoseAStripeBeforeItWasClosedChoosesAgain() {
    Object chosen = StripeHooks.monitor(monitor, map, "a");
    assertThat(chosen).isNotSameAs(monitor);
    whole(() -> map.get("none"));
    synchronized (chosen) {
      assertThat(StripeHooks.isValid(monitor, map, chosen)).isFalse();
    }
  }

  @Test
  void aSectionWithinOneIsNotStoppedByThoseWhoWaitForIt() {
    AtomicInteger inner = new AtomicInteger();
    AtomicReference<Thread> waiting = new AtomicReference<>();
    keyed(
        "a",
        () -> {
          waiting.set(start(() -> whole(map::clear)));
          await().until(() -> waiting.get().getState() == Thread.State.BLOCKED);
          keyed("a", inner::incrementAndGet);
        });
    assertThat(inner).hasValue(1);
    await().until(() -> waiting.get().getState() == Thread.State.TERMINATED);
  }

  @Test
  void aSectionWithinAWholeOneKeepsItWhole() {
    whole(
        () -> {
          keyed("a", () -> map.put("a", 1));
          assertThat(enters(() -> keyed(key("a", false), () -> {}))).isFalse();
          // Before the whole one ends: the thread that waits for it will count one.
          assertThat(striped.keyedSections()).isZero();
        });
  }

  @Test
  void nullAndUntrustedKeysTakeTheMonitorAndStoringOneEndsTheStriping() {
    for (Object key : new Object[] {null, 1.5, List.of("a")}) {
      assertThat(StripeHooks.monitor(monitor, map, key)).isSameAs(monitor);
    }
    keyed(null, () -> map.put(null, 1));
    assertThat(striped.isWholeForGood()).isFalse();
    keyed(List.of("a"), () -> map.put(List.of("a"), 1));
    assertThat(striped.isWholeForGood()).isTrue();
    assertThat(StripeHooks.monitor(monitor, map, "a")).isSameAs(monitor);
  }

  @Test
  void objectsMadeBeforeTheirClassWasRewrittenKeepTheirMonitor() {
    Object other = new Object();
    assertThat(StripeHooks.monitor(other, new java.util.HashMap<>(), "a")).isSameAs(other);
    assertThat(StripeHooks.isValid(other, new java.util.HashMap<>(), other)).isTrue();
    assertThat(StripeHooks.monitor(other, map, "a")).isSameAs(other);
  }

  @Test
  void aMapCanBeItsOwnMonitor() {
    StripedHashMap<String, Integer> own = new StripedHashMap<>(STRIPES);
    StripeHooks.guardByMonitor(own, own);
    ((StripedMonitor) own.guard()).split();
    own.put("before", 1);
    Object entered = StripeHooks.monitor(own, own, "a");
    assertThat(entered).isNotSameAs(own);
    synchronized (own) {
      assertThat(own.get("before")).isEqualTo(1);
    }
    synchronized (entered) {
      assertThat(StripeHooks.isValid(own, own, entered)).isFalse();
    }
  }

  /** One that nobody has split. */
  private final Object whole = new Object();

  private final StripedHashMap<Object, Integer> unsplit = new StripedHashMap<>(STRIPES);

  private StripedMonitor guardUnsplit() {
    StripeHooks.guardByMonitor(whole, unsplit);
    return (StripedMonitor) unsplit.guard();
  }

  @Test
  void untilItIsSplitEverySectionTakesTheMonitor() {
    StripedMonitor one = guardUnsplit();
    assertThat(one.isSplit()).isFalse();
    assertThat(one.monitorFor("a")).isSameAs(whole);
    keyed(
        whole,
        unsplit,
        "a",
        () -> {
          unsplit.put("a", 1);
          assertThat(Thread.holdsLock(whole)).isTrue();
          assertThat(enters(() -> keyed(whole, unsplit, key("a", false), () -> {}))).isFalse();
        });
    assertThat(one.keyedSections()).isZero();
  }

  /** Has another thread wait for the monitor on its way to a key. */
  private void oneWaits() throws InterruptedException {
    Thread waiting;
    synchronized (whole) {
      waiting = start(() -> keyed(whole, unsplit, "a", () -> unsplit.merge("a", 1, Integer::sum)));
      await().pollInterval(ONE_MILLISECOND).until(() -> waiting.getState() == Thread.State.BLOCKED);
    }
    waiting.join();
  }

  @Test
  void itSplitsOnceKeysWait() throws InterruptedException {
    StripedMonitor one = guardUnsplit();
    oneWaits();
    assertThat(one.isSplit()).as("one wait is chance").isFalse();
    int waited = 1;
    while (!one.isSplit()) {
      oneWaits();
      waited++;
    }
    assertThat(waited).isGreaterThanOrEqualTo(WaitCount.ENOUGH / WaitCount.LONG);
    keyed(
        whole,
        unsplit,
        "a",
        () -> {
          assertThat(unsplit.get("a")).isPositive();
          assertThat(Thread.holdsLock(whole)).isFalse();
          assertThat(enters(() -> keyed(whole, unsplit, key("a", false), () -> {}))).isTrue();
        });
    assertThat(one.keyedSections()).isPositive();
    synchronized (whole) {
      assertThat(unsplit.get("a")).isEqualTo(waited);
    }
  }

  @Test
  void aSectionThatIsInTheMonitorWhenItSplitsKeepsEveryoneOut() {
    StripedMonitor one = guardUnsplit();
    keyed(
        whole,
        unsplit,
        "a",
        () -> {
          one.split();
          assertThat(unsplit.put("a", 1)).isNull();
          assertThat(enters(() -> keyed(whole, unsplit, key("a", false), () -> {}))).isFalse();
          assertThat(unsplit.get("a")).isEqualTo(1);
        });
  }

  @Test
  void aThreadThatChoseTheMonitorBeforeItWasSplitClosesTheStripes() {
    StripedMonitor one = guardUnsplit();
    Object chosen = StripeHooks.monitor(whole, unsplit, "a");
    assertThat(chosen).isSameAs(whole);
    one.split();
    keyed(whole, unsplit, "b", () -> unsplit.put("b", 1));
    Object stripe = StripeHooks.monitor(whole, unsplit, "b");
    synchronized (chosen) {
      assertThat(StripeHooks.isValid(whole, unsplit, chosen)).isTrue();
      assertThat(unsplit.get("b")).isEqualTo(1);
      synchronized (stripe) {
        assertThat(StripeHooks.isValid(whole, unsplit, stripe)).isFalse();
      }
    }
  }

  @Test
  void oneThatHoldsAnUntrustedKeyIsNeverSplit() throws InterruptedException {
    StripedMonitor one = guardUnsplit();
    keyed(whole, unsplit, List.of("a"), () -> unsplit.put(List.of("a"), 1));
    assertThat(one.isWholeForGood()).isTrue();
    one.split();
    for (int i = 0; i < 8 * WaitCount.ENOUGH; i++) {
      oneWaits();
    }
    assertThat(one.isSplit()).isFalse();
  }

  /** Sums move between keys under the monitor while threads add to single keys. */
  @Test
  void whatAHolderOfTheMonitorDoesWithSeveralCallsIsOneStep() throws Exception {
    sumsStayWhole(monitor, map, () -> {});
  }

  @Test
  void andSoItIsWhileTheMonitorIsSplit() throws Exception {
    StripedMonitor one = guardUnsplit();
    sumsStayWhole(whole, unsplit, one::split);
  }

  private static void sumsStayWhole(
      Object monitor, StripedHashMap<Object, Integer> map, Runnable midway) throws Exception {
    int rounds = 20_000;
    CyclicBarrier begin = new CyclicBarrier(4);
    CountDownLatch done = new CountDownLatch(4);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      start(
          () -> {
            try {
              begin.await();
              for (int i = 0; i < rounds; i++) {
                String key = "k" + i % 7;
                if (thread == 1 && i == rounds / 2) {
                  midway.run();
                }
                if (thread > 0 || i % 16 > 0) {
                  keyed(monitor, map, key, () -> map.merge(key, 1, Integer::sum));
                } else {
                  synchronized (monitor) {
                    move(map, key, "k3");
                  }
                }
              }
            } catch (Throwable thrown) {
              failure.set(thrown);
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
    assertThat(failure.get()).isNull();
    int sum = 0;
    for (Integer value : map.values()) {
      sum += value;
    }
    assertThat(sum).isEqualTo(4 * rounds - rounds / 16);
  }

  private static void move(StripedHashMap<Object, Integer> map, String from, String to) {
    int one = map.getOrDefault(from, 0);
    map.put(from, 0);
    map.put(to, map.getOrDefault(to, 0) + one);
  }

  @Test
  void aFullStackLeavesNoMonitorTakenAndTheStateRight() throws Exception {
    keyed("a", () -> {});
    Thread deep =
        start(
            () -> {
              try {
                deepen(0);
              } catch (StackOverflowError expected) {
                // Wherever it struck: what is checked is what it left behind.
              }
            });
    deep.join();
    assertThat(enters(() -> keyed("a", () -> map.put("a", 1)))).isTrue();
    assertThat(enters(() -> whole(() -> map.put("b", 2)))).isTrue();
    assertThat(enters(() -> keyed("b", () -> map.put("b", 3)))).isTrue();
    assertThat(map).containsEntry("a", 1).containsEntry("b", 3);
  }

  private int deepen(int depth) {
    keyed("a", () -> map.get("a"));
    whole(() -> map.get("none"));
    return depth < 0 ? 0 : deepen(depth + 1) + 1;
  }
}
