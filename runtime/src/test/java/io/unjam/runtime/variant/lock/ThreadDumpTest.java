package io.unjam.runtime.variant.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the JVM's own tools say of a lock of ours is what they say of the JDK's: who has it, by
 * name, what kind of lock it is, and that threads wait for each other for ever.
 */
@Timeout(60)
class ThreadDumpTest {

  private static final ThreadMXBean JVM = ManagementFactory.getThreadMXBean();

  private interface Step {
    void take() throws Exception;
  }

  /** One lock, taken in some way that can be interrupted, so that a deadlock can be ended. */
  private record Way(Step lock, Step unlock) {
    static Way of(Lock lock) {
      return new Way(lock::lockInterruptibly, lock::unlock);
    }
  }

  /**
   * A kind of lock.
   *
   * @param kind the class that a dump shows
   */
  record Kind(String name, String kind, Supplier<Way> one) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Kind kind(String name, String kind, Supplier<Lock> lock) {
    return new Kind(name, kind, () -> Way.of(lock.get()));
  }

  private static StripedReentrantLock split() {
    StripedReentrantLock lock = new StripedReentrantLock(8);
    lock.split();
    return lock;
  }

  static Stream<Kind> kinds() {
    String unfair = ReentrantLock.class.getName() + "$NonfairSync";
    String fair = ReentrantLock.class.getName() + "$FairSync";
    String shared = ReentrantReadWriteLock.class.getName() + "$NonfairSync";
    return Stream.of(
        kind("the original", unfair, ReentrantLock::new),
        kind("the fair original", fair, () -> new ReentrantLock(true)),
        kind("the original's writers", shared, () -> new ReentrantReadWriteLock().writeLock()),
        kind("striped, unsplit", unfair, () -> new StripedReentrantLock(8)),
        kind("striped, split", unfair, ThreadDumpTest::split),
        kind("unfair", fair, () -> new BargingReentrantLock(true)),
        kind("batched", unfair, CombiningReentrantLock::new),
        kind("striped writers", shared, () -> new StripedReadWriteLock(8).writeLock()),
        kind("reader-sharded writers", shared, () -> new ReaderShardedReadWriteLock().writeLock()));
  }

  private static Thread start(String name, Step work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.take();
              } catch (InterruptedException ended) {
                // As the test does with who waits for ever.
                return;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void threadsThatWaitForEachOtherAreFound(Kind kind) throws Exception {
    Way one = kind.one().get();
    Way two = kind.one().get();
    CyclicBarrier bothHold = new CyclicBarrier(2);
    Thread first = start("first", () -> takeBoth(one, two, bothHold));
    Thread second = start("second", () -> takeBoth(two, one, bothHold));

    long[] dead = await().until(JVM::findDeadlockedThreads, found -> found != null);

    assertThat(Arrays.stream(dead).boxed())
        .containsExactlyInAnyOrder(first.getId(), second.getId());
    ThreadInfo[] infos = JVM.getThreadInfo(dead, false, true);
    for (ThreadInfo info : infos) {
      boolean isFirst = info.getThreadName().equals("first");
      assertThat(info.getLockOwnerName()).isEqualTo(isFirst ? "second" : "first");
      assertThat(info.getLockName()).startsWith(kind.kind() + "@");
      assertThat(info.getLockedSynchronizers())
          .extracting(LockInfo::getClassName)
          .contains(kind.kind());
    }
    first.interrupt();
    first.join();
    second.join();
    assertThat(JVM.findDeadlockedThreads()).isNull();
  }

  private static void takeBoth(Way one, Way other, CyclicBarrier bothHold) throws Exception {
    one.lock().take();
    try {
      bothHold.await();
      other.lock().take();
      other.unlock().take();
    } finally {
      one.unlock().take();
    }
  }

  /** A section about a key holds the lock of its stripe, which is shown like any lock. */
  @ParameterizedTest
  @MethodSource("keyed")
  void aStripeHasAnOwnerToo(Keyed keyed) throws Exception {
    keyed.lock().take();
    Thread waiting =
        start(
            "waiting",
            () -> {
              keyed.lock().take();
              keyed.unlock().take();
            });

    ThreadInfo info =
        await()
            .until(
                () -> JVM.getThreadInfo(waiting.getId()),
                found -> found.getLockOwnerName() != null);

    assertThat(info.getLockOwnerName()).isEqualTo(Thread.currentThread().getName());
    assertThat(info.getLockName()).startsWith(keyed.kind() + "@");
    keyed.unlock().take();
    waiting.join();
  }

  /** A section about a key. */
  record Keyed(String kind, Step lock, Step unlock) {
    @Override
    public String toString() {
      return kind;
    }
  }

  static Stream<Keyed> keyed() {
    StripedReentrantLock lock = split();
    StripedReadWriteLock shared = new StripedReadWriteLock(8);
    StripedReadWriteLock.Half writers = (StripedReadWriteLock.Half) shared.writeLock();
    return Stream.of(
        new Keyed(
            ReentrantLock.class.getName() + "$NonfairSync",
            () -> lock.lockFor("key"),
            () -> lock.unlockFor("key")),
        new Keyed(
            ReentrantReadWriteLock.class.getName() + "$NonfairSync",
            () -> writers.lockFor("key"),
            () -> writers.unlockFor("key")));
  }
}
