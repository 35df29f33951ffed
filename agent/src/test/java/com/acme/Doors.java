package com.acme;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has a thread wait for a synchronized method, of an object and of its class. */
public final class Doors {

  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static int all;
  private int entered;

  private Doors() {}

  private synchronized int enter(CountDownLatch inside, CountDownLatch leave) throws Exception {
    inside.countDown();
    leave.await();
    return ++entered;
  }

  private static synchronized int enterAny(CountDownLatch inside, CountDownLatch leave)
      throws Exception {
    inside.countDown();
    leave.await();
    return ++all;
  }

  private static synchronized void fail() {
    throw new IllegalStateException("by design");
  }

  /** Takes each door twice, the second time while another thread is inside. */
  public static void main(String[] arguments) throws Exception {
    Doors doors = new Doors();
    meet(doors::enter);
    meet(Doors::enterAny);
    if (doors.entered != 2 || all != 2) {
      throw new AssertionError("entered " + doors.entered + " and " + all + " times");
    }
    try {
      fail();
      throw new AssertionError("nothing failed");
    } catch (IllegalStateException expected) {
      if (Thread.holdsLock(Doors.class)) {
        throw new AssertionError("the monitor was kept");
      }
    }
    int flags = 0;
    for (Method method : Doors.class.getDeclaredMethods()) {
      flags += Modifier.isSynchronized(method.getModifiers()) ? 1 : 0;
    }
    System.out.println("done, " + flags + " synchronized");
  }

  private interface Door {
    int enter(CountDownLatch inside, CountDownLatch leave) throws Exception;
  }

  private static void meet(Door door) throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(0);
    Thread first = thread(door, inside, leave);
    inside.await();
    Thread second = thread(door, open, open);
    while (second.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    long blocked = System.nanoTime();
    while (System.nanoTime() - blocked < LEAST_NANOS) {
      Thread.onSpinWait();
    }
    leave.countDown();
    first.join();
    second.join();
  }

  private static Thread thread(Door door, CountDownLatch inside, CountDownLatch leave) {
    Thread thread =
        new Thread(
            () -> {
              try {
                door.enter(inside, leave);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }
}
