package com.acme;

/**
 * The units of one article, by where they are. Every transition keeps their sum.
 *
 * @param available units that can be reserved
 * @param reserved units held for a customer who has not ordered yet
 * @param sold units that left the house
 */
public record Stock(long available, long reserved, long sold) {

  /** The sum of {@code this} and {@code other}, place by place. */
  public Stock plus(Stock other) {
    return new Stock(available + other.available, reserved + other.reserved, sold + other.sold);
  }

  /** All units, wherever they are. */
  public long total() {
    return available + reserved + sold;
  }

  Stock reserve(long units) {
    return new Stock(available - units, reserved + units, sold);
  }

  Stock release(long units) {
    return new Stock(available + units, reserved - units, sold);
  }

  Stock sell(long units) {
    return new Stock(available, reserved - units, sold + units);
  }
}
