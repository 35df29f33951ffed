package io.unjam.it.programs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A table behind a lock, whose sections tell a clerk what they do. */
final class Shelf {
  private final ReentrantLock lock = new ReentrantLock();
  private final HashMap<String, Integer> sums = new HashMap<>();
  private final Clerk clerk = new Clerk();

  void add(String key, Integer value) {
    lock.lock();
    try {
      clerk.note(key);
      Integer old = sums.get(key);
      sums.put(key, old == null ? value : old + value);
    } finally {
      lock.unlock();
    }
  }

  Map<String, Integer> all() {
    lock.lock();
    try {
      return new HashMap<>(sums);
    } finally {
      lock.unlock();
    }
  }
}
