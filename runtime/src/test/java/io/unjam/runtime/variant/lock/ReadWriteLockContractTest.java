package io.unjam.runtime.variant.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
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
