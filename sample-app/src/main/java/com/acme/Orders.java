package com.acme;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The order book: a reservation holds stock, and ends as an order or is cancelled. Thread-safe.
 *
 * <p>Stock moves before the book does, so between the two a unit may be reserved and not yet in the
 * book; {@link #openUnits} and {@link #soldUnits} equal the inventory's figures while nobody
 * writes.
 */
public final class Orders {
  /*
   * Fair, so that a customer who came first is served first: a choice that well-known code offers
   * for locks that many wait for, e.g. apache/hadoop,
   * hadoop-hdfs-project/hadoop-hdfs/src/main/java/org/apache/hadoop/hdfs/server/namenode/FSNamesystemLock.java
   * (`new ReentrantReadWriteLock(fair)` around the whole name space).
   */
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Map<Long, Reservation> open = new HashMap<>();
  private final Inventory inventory;
  private long lastId;
  private long sold;

  public Orders(Inventory inventory) {
    this.inventory = inventory;
  }

  /**
   * Holds {@code units} of an article.
   *
   * @return null where there are not enough
   */
  public @Nullable Reservation reserve(String article, long units) {
    if (!inventory.reserve(article, units)) {
      return null;
    }
    lock.lock();
    try {
      Reservation reservation = new Reservation(++lastId, article, units);
      open.put(reservation.id(), reservation);
      return reservation;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Turns a reservation into an order.
   *
   * @return the reservation, or null where no such one is open
   */
  public @Nullable Reservation order(long id) {
    Reservation reservation;
    lock.lock();
    try {
      reservation = open.remove(id);
      if (reservation == null) {
        return null;
      }
      sold += reservation.units();
    } finally {
      lock.unlock();
    }
    inventory.sell(reservation.article(), reservation.units());
    return reservation;
  }

  /**
   * Gives a reservation's units back.
   *
   * @return the reservation, or null where no such one is open
   */
  public @Nullable Reservation cancel(long id) {
    Reservation reservation;
    lock.lock();
    try {
      reservation = open.remove(id);
    } finally {
      lock.unlock();
    }
    if (reservation != null) {
      inventory.release(reservation.article(), reservation.units());
    }
    return reservation;
  }

  /** Units in open reservations. */
  public long openUnits() {
    lock.lock();
    try {
      long units = 0;
      for (Reservation reservation : open.values()) {
        units += reservation.units();
      }
      return units;
    } finally {
      lock.unlock();
    }
  }

  /** Units in orders. */
  public long soldUnits() {
    lock.lock();
    try {
      return sold;
    } finally {
      lock.unlock();
    }
  }
}
