package io.unjam.stress.lincheck;

import io.unjam.runtime.variant.ReaderShardedReadWriteLock;

/** Makes reader-sharded locks whose fast way is open. */
public final class OpenLock {
  private OpenLock() {}

  /**
   * Opens one by reads beside a reader, as an application does; here that reader is the same
   * thread.
   */
  @SuppressWarnings("LockNotBeforeTry") // nothing between can throw
  public static ReaderShardedReadWriteLock make() {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    lock.readLock().lock();
    for (int i = 0; i < 10_000 && !lock.isOpen(); i++) {
      lock.readLock().lock();
      lock.readLock().unlock();
    }
    lock.readLock().unlock();
    if (!lock.isOpen()) {
      throw new IllegalStateException("10,000 reads have not opened the lock");
    }
    return lock;
  }
}
