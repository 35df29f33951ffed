package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.hook.CombineHooks;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits in a lock of ours, for what, and who has it. */
@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // a failed assertion ends the test and the lock with it
class WaitsTest {

  private interface Work {
    void run() throws Exception;
  }

  private static Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Once the thread waits for something that somebody has. */
  private static Waits.Wait waitOf(Thread thread) {
    return await()
        .until(
            () ->
                Waits.now().stream()
                    .filter(wait -> wait.thread().equals(thread.getName()))
                    .filter(wait -> wait.heldBy() != null)
                    .toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  private String here() {
    return Thread.currentThread().getName();
  }

  @Test
  void aStripeOfAKeyIsHeldByWhoIsInItsSection() throws Exception {
    StripedReentrantLock lock = new StripedReentrantLock(8);
    lock.split();
    lock.lockFor("key");
    Thread waiting = start("wants the key", () -> lock.lockFor("key"));

    Waits.Wait wait = waitOf(waiting);

    assertThat(wait.in()).isEqualTo("StripedReentrantLock.lockFor");
    assertThat(wait.state()).isEqualTo(Thread.State.WAITING);
    assertThat(wait.on()).startsWith("java.util.concurrent.locks.ReentrantLock$NonfairSync@");
    assertThat(wait.heldBy()).isEqualTo(here());
    assertThat(wait.at()).contains("WaitsTest");
    lock.unlockFor("key");
    waiting.join();
  }

  @Test
  void aMonitorThatAKeyWantsOpenIsHeldByWhoIsInIt() throws Exception {
    Object monitor = new Object();
    StripedMonitor striped = new StripedMonitor(monitor, 8);
    striped.split();
    Thread waiting;
    synchronized (monitor) {
      waiting = start("wants it open", () -> striped.monitorFor("key"));

      Waits.Wait wait = waitOf(waiting);

      assertThat(wait.in()).isEqualTo("StripedMonitor.monitorFor");
      assertThat(wait.state()).isEqualTo(Thread.State.BLOCKED);
      assertThat(wait.on()).startsWith("java.lang.Object@");
      assertThat(wait.heldBy()).isEqualTo(here());
    }
    waiting.join();
  }

  @Test
  void aWriterWaitsForReadersThatNobodyElseKnows() throws Exception {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    lock.readLock().lock();
    start(
            "opens it",
            () -> {
              while (!lock.isOpen()) {
                lock.readLock().lock();
                lock.readLock().unlock();
              }
            })
        .join();
    lock.readLock().unlock();
    CountDownLatch leave = new CountDownLatch(1);
    Thread reading =
        start(
            "reads",
            () -> {
              lock.readLock().lock();
              leave.await();
              lock.readLock().unlock();
            });
    await().until(() -> reading.getState() == Thread.State.WAITING);
    Thread writing = start("writes", () -> lock.writeLock().lock());

    Waits.Wait wait = waitOf(writing);

    assertThat(wait.in()).isEqualTo("ReaderShardedReadWriteLock$WriterLock.lock");
    assertThat(wait.on()).contains("[Write locks = 0, Read locks = 1]");
    assertThat(wait.heldBy()).isEqualTo("reads");
    leave.countDown();
    writing.join();
  }

  @Test
  void whoWaitsForSomethingElseIsNotListed() throws Exception {
    Thread parked = start("parked", LockSupport::park);
    await().until(() -> parked.getState() == Thread.State.WAITING);

    assertThat(Waits.now()).extracting(Waits.Wait::thread).doesNotContain("parked");
    LockSupport.unpark(parked);
    parked.join();
  }

  @Test
  void whoHasWhatAThreadWaitsForLaterIsNotSaidOfItsEarlierWait() throws Exception {
    StripedReentrantLock first = new StripedReentrantLock(8);
    StripedReentrantLock later = new StripedReentrantLock(8);
    first.split();
    later.split();
    first.lockFor("key");
    CountDownLatch hasLater = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    start(
        "has the later",
        () -> {
          later.lockFor("key");
          hasLater.countDown();
          leave.await();
          later.unlockFor("key");
        });
    hasLater.await();
    Thread waiting =
        start(
            "goes on",
            () -> {
              first.lockFor("key");
              first.unlockFor("key");
              wantsTheLater(later);
            });
    Waits.Wait before = waitOf(waiting);

    Waits.Wait wait = null;
    Runnable goesOn =
        () -> {
          first.unlockFor("key");
          await().until(() -> isIn(waiting, "wantsTheLater"));
          await().until(() -> waiting.getState() == Thread.State.WAITING);
        };
    for (Waits.Wait each : Waits.now(goesOn)) {
      if (each.thread().equals("goes on")) {
        wait = each;
      }
    }

    assertThat(before.heldBy()).isEqualTo(here());
    assertThat(wait).isNotNull();
    // The one wait or the other, and nothing of both.
    assertThat(wait.heldBy())
        .isEqualTo(wait.at().contains("wantsTheLater") ? "has the later" : here());
    leave.countDown();
    waiting.join();
  }

  private static void wantsTheLater(StripedReentrantLock lock) {
    lock.lockFor("key");
    lock.unlockFor("key");
  }

  private static boolean isIn(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  @Test
  void aBatchedSectionWaitsForWhoHasTheLockNow() throws Exception {
    Counted counted = new Counted();
    counted.lock.lock();
    Thread waiting = start("wants to add", counted::add);
    Waits.Wait wait = waitOf(waiting);

    assertThat(wait.in()).isEqualTo("CombineHooks.run");
    assertThat(wait.heldBy()).isEqualTo(here());
    counted.lock.unlock();
    waiting.join();
    assertThat(counted.count).isOne();
  }

  /** A class as the edit of batched sections leaves it. */
  private static final class Counted {
    final CombiningReentrantLock lock = new CombiningReentrantLock();
    private int count;

    private void add() {
      if (CombineHooks.isBusy(lock)) {
        Object result =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "add", "()V", false, new Object[] {this});
        if (!CombineHooks.isDeclined(result)) {
          return;
        }
      }
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }
  }
}
