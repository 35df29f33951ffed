package com.acme;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * Stock by article. Thread-safe and lock-free: one article's three places change together in a
 * single compare-and-set, so the sum of an article's units is right at every moment.
 *
 * <p>The articles are fixed when the inventory is made.
 */
public final class Inventory {
  private final Map<String, AtomicReference<Stock>> articles = new TreeMap<>();

  /** Stocks every article of {@code units} (article to units). */
  public Inventory(Map<String, Long> units) {
    units.forEach(
        (article, count) -> articles.put(article, new AtomicReference<>(new Stock(count, 0, 0))));
  }

  /**
   * Reserves {@code units} of an article.
   *
   * @return false where fewer than {@code units} are available; nothing changed then
   * @throws IllegalArgumentException where there is no such article or {@code units} is not
   *     positive
   */
  public boolean reserve(String article, long units) {
    if (units <= 0) {
      throw new IllegalArgumentException("units must be positive: " + units);
    }
    AtomicReference<Stock> stock = stock(article);
    while (true) {
      Stock seen = read(stock);
      if (seen.available() < units) {
        return false;
      }
      if (stock.compareAndSet(seen, seen.reserve(units))) {
        return true;
      }
    }
  }

  /** Makes reserved units available again. */
  public void release(String article, long units) {
    change(article, seen -> seen.release(units));
  }

  /** Turns reserved units into sold ones. */
  public void sell(String article, long units) {
    change(article, seen -> seen.sell(units));
  }

  /** The sum over all articles. Places may be from different moments, their total never is. */
  public Stock total() {
    Stock sum = new Stock(0, 0, 0);
    for (AtomicReference<Stock> stock : articles.values()) {
      sum = sum.plus(read(stock));
    }
    return sum;
  }

  private static Stock read(AtomicReference<Stock> stock) {
    return Objects.requireNonNull(stock.get());
  }

  private void change(String article, UnaryOperator<Stock> transition) {
    stock(article).updateAndGet(transition);
  }

  private AtomicReference<Stock> stock(String article) {
    AtomicReference<Stock> stock = articles.get(article);
    if (stock == null) {
      throw new IllegalArgumentException("no such article: " + article);
    }
    return stock;
  }
}
