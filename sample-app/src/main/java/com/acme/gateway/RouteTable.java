package com.acme.gateway;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All routes, by {@linkplain Route#key() key}. Thread-safe.
 *
 * <p>Every change is in the journal when the method that makes it returns, and the journal holds
 * the changes of one key in the order in which the table saw them.
 */
public final class RouteTable {
  /*
   * One lock around plain hash maps is how name servers and registries keep their routes, e.g.
   * apache/rocketmq,
   * namesrv/src/main/java/org/apache/rocketmq/namesrv/routeinfo/RouteInfoManager.java (one lock,
   * several HashMaps). The journal record is written before the lock is released, see ChangeJournal;
   * waiting for the file happens after it.
   */
  private static final int YIELD_EVERY = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final HashMap<String, Route> routes = new HashMap<>();
  private final ChangeJournal journal;

  public RouteTable(ChangeJournal journal) {
    this.journal = journal;
  }

  /** The route of a key. */
  public @Nullable Route find(String key) {
    lock.lock();
    try {
      return routes.get(key);
    } finally {
      lock.unlock();
    }
  }

  /** Adds or replaces one route, and returns the one that it replaced. */
  public @Nullable Route push(Route route) {
    String key = route.key();
    Change change = Change.put(route);
    Route previous;
    long number;
    lock.lock();
    try {
      number = journal.append(change);
      previous = routes.put(key, route);
    } finally {
      lock.unlock();
    }
    journal.awaitSettled(number);
    return previous;
  }

  /** Removes the route of a key, and returns it. */
  public @Nullable Route remove(String key) {
    Route present;
    long number = 0;
    lock.lock();
    try {
      present = routes.get(key);
      if (present != null) {
        number = journal.append(Change.remove(present));
        routes.remove(key);
      }
    } finally {
      lock.unlock();
    }
    journal.awaitSettled(number);
    return present;
  }

  /**
   * Adds or replaces many routes; no one sees a part of them.
   *
   * @return how many keys are new
   */
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy; nothing relies on it
  public int pushAll(List<Route> batch) {
    int added = 0;
    int written = 0;
    long number = 0;
    lock.lock();
    try {
      for (Route route : batch) {
        number = journal.append(Change.put(route));
        if (routes.put(route.key(), route) == null) {
          added++;
        }
        written++;
        /*
         * Out of courtesy to the threads that serve requests. kctest of Kyoto Cabinet's Java binding
         * does so every 100 records inside the database's own lock: csw/kyotocabinet-java,
         * ext/kyotocabinet-java/Test.java (visit_full).
         */
        if (written % YIELD_EVERY == 0) {
          Thread.yield();
        }
      }
    } finally {
      lock.unlock();
    }
    journal.awaitSettled(number);
    return added;
  }

  /** Puts back what an earlier run's journal held; writes no journal. */
  void restore(Collection<Route> earlier) {
    lock.lock();
    try {
      for (Route route : earlier) {
        routes.put(route.key(), route);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many routes there are. */
  public int size() {
    lock.lock();
    try {
      return routes.size();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of the table, and the journal's part that made it. */
  Checkpoint checkpoint() {
    lock.lock();
    try {
      return new Checkpoint(new HashMap<>(routes), journal.appended());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The table at one moment.
   *
   * @param routes all routes by key
   * @param changes how many changes the journal had been given by then
   */
  record Checkpoint(Map<String, Route> routes, long changes) {}
}
