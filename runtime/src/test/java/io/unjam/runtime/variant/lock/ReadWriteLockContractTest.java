package io.unjam.runtime.variant.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract, held against the JDK's own class first and then against each variant, closed and
 * open.
 */
@SuppressWarnings("LockNotBeforeTry") // single steps of a lock are what is tested
class ReadWriteLockContractTest {

  @Nested
  class TheOriginal extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return new ReentrantReadWriteLock();
    }
  }

  @Nested
  class Striped extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return new StripedReadWriteLock(8);
    }
  }

  @Nested
  class FairStriped extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return new StripedReadWriteLock(true, 4);
    }
  }

  /** A key whose class is not trusted was stored: it is one lock again. */
  @Nested
  class StripedNoMore extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      StripedReadWriteLock lock = new StripedReadWriteLock(8);
      lock.keepWhole();
      return lock;
    }
  }

  @Nested
  class ReaderShardedBeforeItOpens extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return new ReaderShardedReadWriteLock();
    }
  }

  @Nested
  class ReaderShardedOpen extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return opened(new ReaderShardedReadWriteLock());
    }
  }

  @Nested
  class FairReaderShardedOpen extends ReadWriteLockContract {
    @Override
    ReentrantReadWriteLock lock() {
      return opened(new ReaderShardedReadWriteLock(true));
    }
  }

  @Test
  void quietReadsOpenTheFastWay() {
    ReentrantReadWriteLock lock = opened(new ReaderShardedReadWriteLock());
    lock.readLock().lock();

    // The inner lock alone is what a fair query of the queue's base class sees; a sharded hold is
    // not in it.
    assertThat(((ReaderShardedReadWriteLock) lock).isOpen()).isTrue();
    assertThat(lock.getReadLockCount()).isEqualTo(1);
    lock.readLock().unlock();
  }

  @Test
  void readsByOneThreadAloneLeaveItClosed() {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    for (int i = 0; i < 10_000; i++) {
      lock.readLock().lock();
      lock.readLock().unlock();
    }
    assertThat(lock.isOpen()).isFalse();
  }

  @Test
  void aLockThatWasWrittenOftenOpensTooOnceNobodyWrites() {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    for (int i = 0; i < 100; i++) {
      for (int reads = 0; reads < 3; reads++) {
        lock.readLock().lock();
        lock.readLock().unlock();
      }
      lock.writeLock().lock();
      lock.writeLock().unlock();
    }
    assertThat(opened(lock)).isSameAs(lock);
  }

  @Test
  void aWriteClosesTheFastWay() {
    ReaderShardedReadWriteLock lock =
        (ReaderShardedReadWriteLock) opened(new ReaderShardedReadWriteLock());
    lock.writeLock().lock();
    assertThat(lock.isOpen()).isFalse();
    lock.writeLock().unlock();
    assertThat(lock.isOpen()).isFalse();
  }

  @Test
  void aWriterThatGivesUpLeavesTheFastWayOpen() {
    ReaderShardedReadWriteLock lock =
        (ReaderShardedReadWriteLock) opened(new ReaderShardedReadWriteLock());
    lock.readLock().lock();
    assertThat(lock.writeLock().tryLock()).isFalse();
    assertThat(lock.isOpen()).isTrue();
    lock.readLock().unlock();
  }

  @Test
  void aLockWithAConditionNeverOpens() {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    assertThat(lock.writeLock().newCondition()).isNotNull();
    readBesideAReader(lock, 10_000);
    assertThat(lock.isOpen()).isFalse();
  }

  @Test
  void whoBargedIntoAnyCellEntersAgainWhileAWriterWaits() throws Exception {
    ReentrantReadWriteLock lock = opened(new ReaderShardedReadWriteLock());
    lock.readLock().lock();
    Thread writer =
        new Thread(
            () -> {
              lock.writeLock().lock();
              lock.writeLock().unlock();
            });
    writer.start();
    await().until(() -> ((ReaderShardedReadWriteLock) lock).isDraining());
    // So many that some find every cell taken where they look first.
    CountDownLatch all = new CountDownLatch(12);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Thread reader =
          new Thread(
              () -> {
                boolean barged = lock.readLock().tryLock();
                all.countDown();
                awaitUninterruptibly(all);
                lock.readLock().lock();
                lock.readLock().unlock();
                if (barged) {
                  lock.readLock().unlock();
                }
              });
      readers.add(reader);
      reader.start();
    }
    for (Thread reader : readers) {
      reader.join(30_000);
      assertThat(reader.isAlive()).isFalse();
    }
    lock.readLock().unlock();
    writer.join();
  }

  @Test
  void aThreadThatMakesUpItsIdReadsAsWell() throws Exception {
    ReaderShardedReadWriteLock lock =
        (ReaderShardedReadWriteLock) opened(new ReaderShardedReadWriteLock());
    AtomicBoolean excluded = new AtomicBoolean();
    lock.readLock().lock();
    Thread odd =
        new Thread() {
          @Override
          @SuppressWarnings({"deprecation", "unused"}) // final from 19 on in its successor only
          public long getId() {
            return 7;
          }

          @Override
          public void run() {
            lock.readLock().lock();
            excluded.set(!lock.writeLock().tryLock());
            lock.readLock().unlock();
          }
        };
    odd.start();
    odd.join();
    assertThat(excluded).isTrue();
    assertThat(lock.getReadLockCount()).isEqualTo(1);
    lock.readLock().unlock();
    assertThat(lock.writeLock().tryLock()).isTrue();
    lock.writeLock().unlock();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens the fast way as an application does: by many reads beside another reader. */
  private static ReentrantReadWriteLock opened(ReaderShardedReadWriteLock lock) {
    readBesideAReader(lock, 100_000);
    assertThat(lock.isOpen()).isTrue();
    return lock;
  }

  private static void readBesideAReader(ReaderShardedReadWriteLock lock, int reads) {
    lock.readLock().lock();
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < reads && !lock.isOpen(); i++) {
                lock.readLock().lock();
                lock.readLock().unlock();
              }
            });
    reader.start();
    try {
      reader.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    lock.readLock().unlock();
  }
}
