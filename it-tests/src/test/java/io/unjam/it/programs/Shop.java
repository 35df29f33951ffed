package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that runs until it is told to end: each line of its standard input is an order, each is
 * answered by one line, {@code NUMBER ORDER: RESULT}. Its maps must always hold what was put in.
 */
public final class Shop {

  private static final ConcurrentHashMap<Integer, Integer> STOCK = new ConcurrentHashMap<>();

  private final long[] sums = new long[8];
  private ConcurrentHashMap<String, String> shelf = new ConcurrentHashMap<>();
  private int written;

  private Shop() {}

  public static void main(String[] arguments) throws Exception {
    Shop shop = new Shop();
    shop.write(1);
    shop.shelf();
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + shop.serve(order.split(" ")));
      if (order.equals("close")) {
        return;
      }
    }
  }

  private String serve(String[] order) throws Exception {
    return switch (order[0]) {
      case "write" -> write(Integer.parseInt(order[1]));
      case "stock" -> STOCK.getClass().getSimpleName() + " of " + STOCK.size();
      case "shelf" -> shelf();
      case "old" -> describe();
      case "threads" -> Thread.getAllStackTraces().keySet().toString();
      case "lock" -> lock().getClass().getSimpleName();
      case "collect" -> collect();
      case "load" -> load();
      case "close" -> STOCK.size() == written ? "all there" : "lost " + (written - STOCK.size());
      default -> "unknown";
    };
  }

  /** Writes new entries into the map that has been there from the start, yielding as it goes. */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is what the program under test is about
  private String write(int entries) {
    for (int i = 0; i < entries; i++) {
      STOCK.put(written, written);
      written++;
      sums[i & 7] += i;
      Thread.yield();
    }
    return STOCK.size() + " entries of " + written;
  }

  /** What a map that is made now is. */
  private String shelf() {
    shelf = new ConcurrentHashMap<>();
    shelf.put("a", "b");
    return describe();
  }

  private String describe() {
    return shelf.getClass().getSimpleName() + " " + shelf.keySet();
  }

  private static ReentrantLock lock() {
    return new ReentrantLock(true);
  }

  /** Whether a collection that is asked for takes place. */
  private static String collect() {
    long before = collections();
    System.gc();
    return collections() > before ? "collected" : "not collected";
  }

  private static long collections() {
    long count = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += bean.getCollectionCount();
    }
    return count;
  }

  private static String load() {
    return new LateComer().greet();
  }

  /** Not loaded before it is asked for. */
  static final class LateComer {
    private final ConcurrentHashMap<String, String> greetings = new ConcurrentHashMap<>();

    String greet() {
      greetings.put("a", "hello");
      return greetings.getClass().getSimpleName() + " says " + greetings.get("a");
    }
  }
}
