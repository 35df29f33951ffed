package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * A program that does as often as it is told what latency is made of: writes to a map, and waits of
 * over {@value #HELD_MILLIS} ms for a lock. Takes orders as {@link Shop} does.
 */
public final class Desk {

  private static final long HELD_MILLIS = 3;

  private final ConcurrentHashMap<Integer, Integer> book = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore held = new Semaphore(0);
  private int written;
  private int stalled;

  private Desk() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Desk desk = new Desk();
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + desk.serve(order.split(" ")));
      if (order.equals("close")) {
        return;
      }
    }
  }

  private String serve(String[] order) throws InterruptedException {
    return switch (order[0]) {
      case "write" -> write(Integer.parseInt(order[1]));
      case "stall" -> stall(Integer.parseInt(order[1]));
      case "collect" -> collect();
      case "threads" -> Thread.getAllStackTraces().keySet().toString();
      case "events" -> Events.registered();
      case "close" -> book.size() == written ? "all there" : "lost " + (written - book.size());
      default -> "unknown";
    };
  }

  private String write(int entries) {
    for (int i = 0; i < entries; i++) {
      book.put(written, written);
      written++;
    }
    return book.size() + " entries";
  }

  /** Waits for a lock so many times, each time until whoever holds it has seen that. */
  private String stall(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Thread holder = new Thread(this::hold);
      holder.start();
      held.acquire();
      lock.lock();
      try {
        stalled++;
      } finally {
        lock.unlock();
      }
      holder.join();
    }
    return stalled + " times";
  }

  private static String collect() {
    System.gc();
    return "collected";
  }

  private void hold() {
    lock.lock();
    try {
      held.release();
      while (!lock.hasQueuedThreads()) {
        Thread.onSpinWait();
      }
      long end = System.nanoTime() + HELD_MILLIS * 1_000_000;
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Apart, as not every JVM has the flight recorder. */
  private static final class Events {
    static String registered() {
      return FlightRecorder.getFlightRecorder().getEventTypes().stream()
          .map(EventType::getName)
          .filter(name -> name.startsWith("unjam."))
          .sorted()
          .toList()
          .toString();
    }
  }
}
