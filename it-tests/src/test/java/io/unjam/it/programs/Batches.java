package io.unjam.it.programs;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A program that fills one map after the other, each about as large as the last, and lets it go.
 * Prints what they held.
 */
public final class Batches {

  private static final int BATCHES = 24;
  private static final int ROWS = 120_000;

  private static final class Batch {
    private final ConcurrentHashMap<Integer, Integer> rows = new ConcurrentHashMap<>();

    void add(int row) {
      rows.put(row, row);
    }

    long sum() {
      long sum = rows.size();
      for (int row : rows.values()) {
        sum = sum * 31 + row;
      }
      return sum;
    }
  }

  private Batches() {}

  public static void main(String[] arguments) {
    long sum = 0;
    for (int i = 0; i < BATCHES; i++) {
      Batch batch = new Batch();
      for (int row = 0; row < ROWS + i; row++) {
        batch.add(row * 7);
      }
      sum += batch.sum();
    }
    System.out.println("batches " + BATCHES + " sum " + sum);
  }
}
