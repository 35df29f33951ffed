package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that takes orders as {@link Shop} does, and works meanwhile with a {@link Ledger}, in
 * threads: by its methods, by a subclass, and with its monitor held from outside. Whoever holds the
 * monitor sees that what was moved between names is all there.
 */
public final class Bank {
  private static final int NAMES = 16;

  /** Moves in one step, by the monitor that its superclass takes. */
  private static final class Moving extends Ledger {
    synchronized void move(String from, String to, long value) {
      add(from, -value);
      add(to, value);
    }
  }

  private final Moving ledger = new Moving();
  private final AtomicLong paid = new AtomicLong();
  private final AtomicLong looked = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile String wrong = "";
  private volatile boolean closing;

  private Bank() {}

  public static void main(String[] arguments) throws Exception {
    Bank bank = new Bank();
    bank.open();
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + bank.serve(order));
      if (order.equals("close")) {
        return;
      }
    }
  }

  private void open() {
    for (int t = 0; t < 2; t++) {
      int thread = t;
      start(i -> pay("paid" + (i + thread) % NAMES));
      start(i -> ledger.move("moved" + i % NAMES, "moved" + (i + thread + 1) % NAMES, i % 7));
    }
    start(i -> look());
  }

  private interface Step {
    void take(int number);
  }

  private void start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; !closing; i++) {
                  step.take(i);
                }
              } catch (Throwable thrown) {
                wrong = thrown.toString();
              }
            });
    threads.add(thread);
    thread.start();
  }

  private void pay(String name) {
    ledger.add(name, 1);
    Ledger.opened(name);
    paid.incrementAndGet();
  }

  private void look() {
    long sum = 0;
    synchronized (ledger) {
      for (int i = 0; i < NAMES; i++) {
        sum += ledger.get("moved" + i);
      }
    }
    if (sum != 0) {
      wrong = "moved " + sum + " out of nothing";
    }
    looked.incrementAndGet();
  }

  private String serve(String order) throws Exception {
    return switch (order) {
      case "table" -> table();
      case "flags" ->
          Modifier.isSynchronized(Ledger.class.getMethod("get", String.class).getModifiers())
              + " "
              + Modifier.isSynchronized(
                  Ledger.class.getMethod("opened", String.class).getModifiers());
      case "final" ->
          Modifier.isFinal(Ledger.class.getDeclaredField("sums").getModifiers()) ? "yes" : "no";
      case "work" -> work();
      case "split" -> split();
      case "wait" -> blocked();
      case "close" -> close();
      default -> "unknown";
    };
  }

  /** What a ledger that is made now keeps its sums in. */
  private static String table() throws ReflectiveOperationException {
    Field sums = Ledger.class.getDeclaredField("sums");
    sums.setAccessible(true);
    return sums.get(new Ledger()).getClass().getSimpleName();
  }

  /** Waits until everybody has done something that began after the order. */
  private String work() throws InterruptedException {
    long looks = looked.get() + 50;
    long payments = paid.get() + 5_000;
    while ((looked.get() < looks || paid.get() < payments) && wrong.isEmpty()) {
      Thread.onSpinWait();
    }
    return wrong.isEmpty() ? "right" : wrong;
  }

  /** Waits until the threads have come into each other's way so often that keys pass each other. */
  private String split() throws ReflectiveOperationException {
    Field sums = Ledger.class.getDeclaredField("sums");
    sums.setAccessible(true);
    Object table = sums.get(ledger);
    Object guard = table.getClass().getMethod("guard").invoke(table);
    while (wrong.isEmpty() && !(boolean) guard.getClass().getMethod("isSplit").invoke(guard)) {
      Thread.onSpinWait();
    }
    return wrong.isEmpty() ? "done" : wrong;
  }

  /** What a dump says of a thread that waits for the monitor of a ledger. */
  private static String blocked() throws InterruptedException {
    Ledger held = new Ledger();
    held.add("a", 1);
    Thread waiting = new Thread(() -> held.add("a", 1), "waiting");
    String dump;
    synchronized (held) {
      held.get("a");
      waiting.start();
      while (waiting.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      ThreadInfo info =
          ManagementFactory.getThreadMXBean().getThreadInfo(waiting.getId(), Integer.MAX_VALUE);
      LockInfo lock = info.getLockInfo();
      StackTraceElement own = null;
      for (StackTraceElement frame : info.getStackTrace()) {
        if (own == null && frame.getClassName().equals(Ledger.class.getName())) {
          own = frame;
        }
      }
      dump =
          "blocked on "
              + (lock.getIdentityHashCode() == System.identityHashCode(held) ? "the ledger" : lock)
              + " of "
              + info.getLockOwnerName()
              + " in "
              + (own == null ? "nothing" : own.getMethodName() + " of " + own.getFileName());
    }
    waiting.join();
    return dump;
  }

  private String close() throws InterruptedException {
    closing = true;
    for (Thread thread : threads) {
      thread.join();
    }
    long sum = 0;
    for (Map.Entry<String, Long> entry : ledger.all().entrySet()) {
      sum += entry.getKey().startsWith("paid") ? entry.getValue() : 0;
    }
    int opened = Ledger.allOpened().values().stream().mapToInt(Integer::intValue).sum();
    return !wrong.isEmpty()
        ? wrong
        : sum == paid.get() && opened == sum ? "all there" : "lost of " + paid + ": " + sum;
  }
}
