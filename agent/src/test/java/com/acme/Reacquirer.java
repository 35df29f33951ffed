package com.acme;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that wait to be signalled and then for the lock. Each way prints the name of the waiting
 * method and two spans in nanoseconds between which the wait for the lock lay, by the clock of the
 * program itself.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the steps are what is measured
public final class Reacquirer {

  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(50);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Object monitor = new Object();
  private volatile boolean there;
  private boolean ready;
  private volatile long began;
  private volatile long back;

  private Reacquirer() {}

  /** Goes all ways, each with a lock and a monitor of its own. */
  public static void main(String[] arguments) throws InterruptedException {
    new Reacquirer().held();
    new Reacquirer().idle();
    new Reacquirer().late();
    new Reacquirer().monitorHeld();
    new Reacquirer().monitorIdle();
    new Reacquirer().monitorLate();
  }

  private static void print(String method, long least, long most) {
    System.out.println(method + " " + least + " " + most);
  }

  private static void spend(long nanos) {
    long since = System.nanoTime();
    while (System.nanoTime() - since < nanos) {
      Thread.onSpinWait();
    }
  }

  /** With the lock, as soon as a thread awaits the condition. */
  private void lockAwaited() {
    lock.lock();
    while (!lock.hasWaiters(changed)) {
      lock.unlock();
      Thread.onSpinWait();
      lock.lock();
    }
  }

  private static void until(Thread waiter, Thread.State state) {
    while (waiter.getState() != state) {
      Thread.onSpinWait();
    }
  }

  /** Signalled by a thread that then keeps the lock. */
  private void held() throws InterruptedException {
    Thread waiter = new Thread(this::awaitHeld);
    waiter.start();
    lockAwaited();
    spend(LONG / 50);
    ready = true;
    long before = System.nanoTime();
    changed.signal();
    long from = System.nanoTime();
    spend(LONG);
    while (!lock.hasQueuedThread(waiter)) {
      Thread.onSpinWait();
    }
    long least = System.nanoTime() - from;
    lock.unlock();
    waiter.join();
    print("awaitHeld", least, back - before);
  }

  private void awaitHeld() {
    lock.lock();
    try {
      while (!ready) {
        changed.awaitUninterruptibly();
      }
      back = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Signalled after long by a thread that lets go of the lock at once. */
  private void idle() throws InterruptedException {
    Thread waiter = new Thread(this::awaitIdle);
    waiter.start();
    lockAwaited();
    lock.unlock();
    spend(10 * LONG);
    lock.lock();
    ready = true;
    long before = System.nanoTime();
    changed.signalAll();
    lock.unlock();
    waiter.join();
    print("awaitIdle", 0, back - before);
  }

  private void awaitIdle() {
    lock.lock();
    try {
      while (!ready) {
        changed.await();
      }
      back = System.nanoTime();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Out of time while another thread has the lock. */
  private void late() throws InterruptedException {
    Thread waiter = new Thread(this::awaitLate);
    waiter.start();
    lockAwaited();
    while (!lock.hasQueuedThread(waiter)) {
      Thread.onSpinWait();
    }
    long from = System.nanoTime();
    spend(LONG);
    long least = System.nanoTime() - from;
    lock.unlock();
    waiter.join();
    print("awaitLate", least, back - began - LONG);
  }

  private void awaitLate() {
    lock.lock();
    try {
      began = System.nanoTime();
      ready = changed.await(LONG, TimeUnit.NANOSECONDS);
      back = System.nanoTime();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  private void monitorHeld() throws InterruptedException {
    Thread waiter = new Thread(this::waitHeld);
    waiter.start();
    until(waiter, Thread.State.WAITING);
    long before;
    long least;
    synchronized (monitor) {
      spend(LONG / 50);
      ready = true;
      before = System.nanoTime();
      monitor.notifyAll();
      long from = System.nanoTime();
      spend(LONG);
      until(waiter, Thread.State.BLOCKED);
      least = System.nanoTime() - from;
    }
    waiter.join();
    print("waitHeld", least, back - before);
  }

  private void waitHeld() {
    synchronized (monitor) {
      try {
        while (!ready) {
          monitor.wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      back = System.nanoTime();
    }
  }

  private void monitorIdle() throws InterruptedException {
    Thread waiter = new Thread(this::waitIdle);
    waiter.start();
    until(waiter, Thread.State.TIMED_WAITING);
    spend(10 * LONG);
    long before;
    synchronized (this) {
      ready = true;
      before = System.nanoTime();
      notify();
    }
    waiter.join();
    print("waitIdle", 0, back - before);
  }

  private synchronized void waitIdle() {
    try {
      while (!ready) {
        wait(1L << 40);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    back = System.nanoTime();
  }

  private void monitorLate() throws InterruptedException {
    Thread waiter = new Thread(this::waitLate);
    waiter.start();
    while (!there) {
      Thread.onSpinWait();
    }
    long least;
    synchronized (monitor) {
      until(waiter, Thread.State.BLOCKED);
      long from = System.nanoTime();
      spend(LONG);
      least = System.nanoTime() - from;
    }
    waiter.join();
    print("waitLate", least, back - began - LONG);
  }

  private void waitLate() {
    synchronized (monitor) {
      there = true;
      began = System.nanoTime();
      try {
        monitor.wait(TimeUnit.NANOSECONDS.toMillis(LONG));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      back = System.nanoTime();
    }
  }
}
