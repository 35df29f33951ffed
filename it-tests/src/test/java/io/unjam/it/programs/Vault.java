package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that takes orders as {@link Shop} does: to stop in the midst of a section about one
 * key, and to see meanwhile who gets past it, by methods of the class and by ways that no proof
 * sees.
 */
public final class Vault {

  private final Shelf shelf = new Shelf();
  private final AtomicInteger added = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Object seen;

  private Vault() {}

  public static void main(String[] arguments) throws Exception {
    Vault vault = new Vault();
    // Once, so that nobody is seen waiting for a class.
    vault.add("first");
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + vault.serve(order));
      if (order.equals("close")) {
        return;
      }
    }
  }

  private String serve(String order) throws Exception {
    return switch (order) {
      case "classes" -> name("lock") + " " + name("sums");
      case "split" -> split();
      case "hold" -> hold();
      case "same" -> outcome(start("same", () -> add("held")));
      case "other" -> outcome(start("other", () -> add("other")));
      case "whole" -> outcome(start("whole", () -> seen = shelf.all()));
      case "reach" -> reach();
      case "let go" -> letGo();
      case "close" -> "closed";
      default -> "unknown";
    };
  }

  private void add(String key) {
    shelf.add(key, 1);
    added.incrementAndGet();
  }

  private Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** Whether a thread gets through or has to wait. */
  private static String outcome(Thread thread) {
    while (true) {
      Thread.State state = thread.getState();
      if (state == Thread.State.TERMINATED) {
        return "passes";
      }
      if (state == Thread.State.WAITING || state == Thread.State.BLOCKED) {
        return "waits";
      }
      Thread.onSpinWait();
    }
  }

  private String split() throws ReflectiveOperationException {
    Object lock = field("lock");
    lock.getClass().getMethod("split").invoke(lock);
    return "done";
  }

  private String hold() throws InterruptedException {
    Clerk.stopAtHeld();
    start("holder", () -> add("held"));
    Clerk.awaitHeld();
    return "held";
  }

  /** By reflection, as tools and frameworks come by. */
  private String reach() throws ReflectiveOperationException {
    ReentrantLock lock = (ReentrantLock) field("lock");
    HashMap<?, ?> sums = (HashMap<?, ?>) field("sums");
    List<String> said = new ArrayList<>();
    said.add(lock.tryLock() ? "gets the lock" : "doesn't get the lock");
    said.add(lock.isLocked() ? "sees it taken" : "sees it free");
    said.add("counting " + outcome(start("counting", () -> seen = sums.size())));
    said.add("looking " + outcome(start("looking", () -> seen = sums.get("other"))));
    said.add("putting " + outcome(start("putting", () -> seen = sums.remove("nothing"))));
    return String.join(", ", said);
  }

  private String letGo() throws InterruptedException {
    Clerk.goOn();
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    int sum = shelf.all().values().stream().mapToInt(Integer::intValue).sum();
    return sum == added.get() ? "all there" : sum + " of " + added;
  }

  private Object field(String name) throws ReflectiveOperationException {
    return field(shelf, name);
  }

  private static String name(String field) throws ReflectiveOperationException {
    return field(new Shelf(), field).getClass().getSimpleName();
  }

  private static Object field(Shelf shelf, String name) throws ReflectiveOperationException {
    Field field = Shelf.class.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(shelf);
  }
}
