package io.unjam.benchmarks.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A table of routes that is replaced as a whole, {@code clear} and {@code putAll} or a new map for
 * the old one, under threads that look routes up. Measured is the one or the other; what is not
 * measured runs in threads of the workload's own.
 */
public final class RouteRefill implements Workload {
  private volatile ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> routes = new HashMap<>();
  private Integer[] keys = {};
  private boolean reads;
  private boolean anew;
  private Thread[] others = {};
  private volatile boolean stopped;

  /**
   * @param parameters {@code routes}: how many; {@code measured}: {@code refill} or {@code read};
   *     {@code readers}: how many of them beside a measured refill; {@code into}: {@code same} or
   *     {@code new} map
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("routes", "100000"))];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = i * 0x9E3779B1;
      routes.put(keys[i], keys[i]);
    }
    map.putAll(routes);
    anew = parameters.getOrDefault("into", "same").equals("new");
    reads = parameters.getOrDefault("measured", "refill").equals("read");
    others = new Thread[reads ? 1 : Integer.parseInt(parameters.getOrDefault("readers", "1"))];
    for (int i = 0; i < others.length; i++) {
      int number = i;
      others[i] = new Thread(() -> runBeside(number), "beside-" + i);
      others[i].setDaemon(true);
      others[i].start();
    }
  }

  private void runBeside(int number) {
    for (long i = 0; !stopped; i++) {
      if (reads) {
        refill();
      } else {
        look(number, i);
      }
    }
  }

  private void refill() {
    if (anew) {
      ConcurrentHashMap<Integer, Integer> fresh = new ConcurrentHashMap<>();
      fresh.putAll(routes);
      map = fresh;
    } else {
      map.clear();
      map.putAll(routes);
    }
  }

  private void look(int thread, long iteration) {
    Integer key = keys[(int) ((iteration * 7919 + thread * 104729L) % keys.length)];
    Integer met = map.get(key);
    if (met != null && !met.equals(key)) {
      throw new IllegalStateException("not the route of " + key);
    }
  }

  @Override
  public void call(int thread, long iteration) {
    if (reads) {
      look(thread, iteration);
    } else {
      refill();
    }
  }

  @Override
  public int callsPerClock() {
    return reads ? 64 : 1;
  }

  @Override
  public void afterRound(long calls) {
    if (!reads && map.size() != keys.length) {
      throw new IllegalStateException(map.size() + " routes of " + keys.length);
    }
  }

  @Override
  public void tearDown() throws InterruptedException {
    stopped = true;
    for (Thread other : others) {
      other.join();
    }
  }
}
