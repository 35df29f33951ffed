package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One method that makes two maps, called all the time by several threads, which count of what kind
 * they were: the JDK's own, others, or one of each. Takes the orders {@code count} and {@code
 * close}.
 */
public final class Pair {

  private static final int THREADS = 3;

  private static final AtomicLong OWN = new AtomicLong();
  private static final AtomicLong OTHER = new AtomicLong();
  private static final AtomicLong MIXED = new AtomicLong();

  private final ConcurrentHashMap<String, String> left;
  private final ConcurrentHashMap<String, String> right;

  private Pair() {
    left = new ConcurrentHashMap<>();
    right = new ConcurrentHashMap<>();
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(Pair::make, "makes pairs");
      thread.setDaemon(true);
      thread.start();
    }
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + OWN + " " + OTHER + " " + MIXED);
      if (order.equals("close")) {
        return;
      }
    }
  }

  private static void make() {
    while (true) {
      Pair pair = new Pair();
      if (pair.left.getClass() != pair.right.getClass()) {
        MIXED.incrementAndGet();
      } else if (pair.left.getClass() == ConcurrentHashMap.class) {
        OWN.incrementAndGet();
      } else {
        OTHER.incrementAndGet();
      }
    }
  }
}
