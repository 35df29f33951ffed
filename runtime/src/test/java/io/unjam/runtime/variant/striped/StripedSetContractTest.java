package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.SetFeature;
import io.unjam.runtime.hook.StripeHooks;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The striped set is a {@link HashSet} to one thread, whether or not that thread holds its lock.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StripedSetContractTest {

  @TestFactory
  Stream<DynamicTest> originalKeepsTheContract() {
    return contract("original", HashSet::new);
  }

  @TestFactory
  Stream<DynamicTest> guardedKeepsTheContract() {
    return contract("guarded", () -> guarded(split(new StripedReentrantLock(8))));
  }

  @TestFactory
  Stream<DynamicTest> guardedByAnUnsplitMonitorKeepsTheContract() {
    return guardedByAMonitor("unsplit monitor", monitor -> {});
  }

  @TestFactory
  Stream<DynamicTest> guardedByAMonitorKeepsTheContract() {
    return guardedByAMonitor("monitor", StripedMonitor::split);
  }

  private static Stream<DynamicTest> guardedByAMonitor(
      String name, Consumer<StripedMonitor> before) {
    Object monitor = new Object();
    return contract(
            name,
            () -> {
              StripedHashSet<String> set = new StripedHashSet<>(8);
              StripeHooks.guardByMonitor(monitor, set);
              before.accept((StripedMonitor) set.guard());
              return set;
            })
        .map(test -> DynamicTest.dynamicTest(test.getDisplayName(), () -> held(monitor, test)));
  }

  @TestFactory
  Stream<DynamicTest> heldWholeKeepsTheContract() {
    return contract(
        "held",
        () -> {
          StripedReentrantLock lock = split(new StripedReentrantLock(8));
          lock.lock();
          return guarded(lock);
        });
  }

  /** Guards the factories: a suite that lost its tests would be green. */
  @Test
  void asksTheVariantWhatItAsksTheOriginal() {
    assertThat(originalKeepsTheContract().count()).isGreaterThan(200);
    assertThat(guardedKeepsTheContract().count()).isEqualTo(originalKeepsTheContract().count());
  }

  private static void held(Object monitor, DynamicTest test) throws Throwable {
    synchronized (monitor) {
      test.getExecutable().execute();
    }
  }

  private static StripedReentrantLock split(StripedReentrantLock lock) {
    lock.split();
    return lock;
  }

  private static <E> StripedHashSet<E> guarded(StripedReentrantLock lock) {
    StripedHashSet<E> set = new StripedHashSet<>(lock.stripes());
    StripeHooks.guard(lock, set);
    return set;
  }

  private static Stream<DynamicTest> contract(String name, Supplier<Set<String>> empty) {
    TestSuite suite =
        SetTestSuiteBuilder.using(
                new TestStringSetGenerator() {
                  @Override
                  protected Set<String> create(String[] elements) {
                    Set<String> set = empty.get();
                    Collections.addAll(set, elements);
                    return set;
                  }
                })
            .named(name)
            .withFeatures(
                SetFeature.GENERAL_PURPOSE,
                CollectionFeature.ALLOWS_NULL_VALUES,
                CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE,
                CollectionSize.ANY)
            .createTestSuite();
    return flatten(suite);
  }

  private static Stream<DynamicTest> flatten(junit.framework.Test test) {
    if (test instanceof TestSuite suite) {
      return Collections.list(suite.tests()).stream().flatMap(StripedSetContractTest::flatten);
    }
    return Stream.of(DynamicTest.dynamicTest(test.toString(), () -> run((TestCase) test)));
  }

  private static void run(TestCase test) throws Throwable {
    TestResult result = new TestResult();
    test.run(result);
    assertThat(result.runCount()).isEqualTo(1);
    for (TestFailure failure : Collections.list(result.errors())) {
      throw failure.thrownException();
    }
    for (TestFailure failure : Collections.list(result.failures())) {
      throw failure.thrownException();
    }
  }

  /** No method of HashSet is left to read the inherited map, also in a JDK that adds one. */
  @Test
  void inheritsNoMethodOfHashSet() throws NoSuchMethodException {
    for (Method m : HashSet.class.getMethods()) {
      int modifiers = m.getModifiers();
      if (m.getDeclaringClass() != Object.class && !Modifier.isStatic(modifiers)) {
        Method own = StripedHashSet.class.getMethod(m.getName(), m.getParameterTypes());
        assertThat(own.getDeclaringClass()).as("%s", m).isEqualTo(StripedHashSet.class);
      }
    }
  }

  @Test
  void findsWhatAHashSetFinds() {
    Random random = new Random(11);
    Set<Object> original = new HashSet<>();
    Set<Object> striped = guarded(split(new StripedReentrantLock(16)));
    for (int i = 0; i < 20_000; i++) {
      int number = random.nextInt(200);
      Object element = number == 0 ? null : number % 2 == 0 ? number : "k" + number;
      switch (random.nextInt(3)) {
        case 0 -> assertThat(striped.remove(element)).isEqualTo(original.remove(element));
        case 1 -> assertThat(striped.contains(element)).isEqualTo(original.contains(element));
        default -> assertThat(striped.add(element)).isEqualTo(original.add(element));
      }
      assertThat(striped).hasSize(original.size());
    }
    assertThat(striped).isEqualTo(original);
  }

  @Test
  void aChangeInAnotherStripeEndsAWalk() {
    StripedReentrantLock lock = split(new StripedReentrantLock(64));
    Set<String> set = guarded(lock);
    for (int i = 0; i < 100; i++) {
      set.add("k" + i);
    }
    lock.lock();
    try {
      Iterator<String> all = set.iterator();
      String first = all.next();
      set.remove(first.equals("k1") ? "k2" : "k1");
      assertThatThrownBy(all::next).isInstanceOf(ConcurrentModificationException.class);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void anElementOfAnUntrustedClassEndsTheStriping() {
    StripedReentrantLock lock = split(new StripedReentrantLock(4));
    Set<Object> set = guarded(lock);
    set.add(new Object());
    assertThat(lock.isWholeForGood()).isTrue();
  }

  @Test
  void copiesAreNobodysStripe() {
    StripedHashSet<String> set = guarded(new StripedReentrantLock(4));
    set.add("a");
    assertThat(set.clone()).isExactlyInstanceOf(HashSet.class).isEqualTo(set);
  }

  /** A set and a map of one monitor: whoever holds a key's stripe holds it of both. */
  @Test
  void aMonitorGuardsASetLikeTheMapBesideIt() {
    Object monitor = new Object();
    StripedHashMap<Object, Integer> map = new StripedHashMap<>(8);
    StripedHashSet<Object> set = new StripedHashSet<>(8);
    StripeHooks.guardByMonitor(monitor, map);
    StripeHooks.guardAlike(map, set);

    assertThat(set.guard()).isSameAs(map.guard()).isInstanceOf(StripedMonitor.class);
  }

  /** Threads that share elements, each in a section about it: one of them adds, one removes. */
  @Test
  void noElementIsAddedTwice() throws Exception {
    StripedReentrantLock lock = split(new StripedReentrantLock(8));
    Set<Integer> set = guarded(lock);
    int threads = 4;
    CyclicBarrier begin = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> added =
          Stream.generate(() -> pool.submit(() -> balance(lock, set, begin)))
              .limit(threads)
              .toList();
      int sum = 0;
      for (Future<Integer> each : added) {
        sum += each.get();
      }
      assertThat(set).hasSize(sum);
    } finally {
      pool.shutdownNow();
    }
  }

  /** How many more elements one thread has added than removed. */
  private static int balance(StripedReentrantLock lock, Set<Integer> set, CyclicBarrier begin)
      throws Exception {
    Random random = new Random(Thread.currentThread().getId());
    begin.await();
    int balance = 0;
    for (int i = 0; i < 20_000; i++) {
      Integer element = random.nextInt(64);
      StripeHooks.lock(lock, element);
      try {
        balance += random.nextBoolean() ? (set.add(element) ? 1 : 0) : set.remove(element) ? -1 : 0;
      } finally {
        StripeHooks.unlock(lock, element);
      }
    }
    return balance;
  }
}
