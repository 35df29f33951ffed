package io.unjam.benchmarks.workload;

import java.util.Map;

/**
 * Pairs of threads that pass a turn to and fro, each waiting for its turn with {@code
 * Thread.yield}. One operation is one turn.
 */
public final class Handoff implements Workload {
  private static final int TURNS = 5_000;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {}

  @Override
  public int threadsPerCall() {
    return 2;
  }

  @Override
  public int callsPerClock() {
    return 1;
  }

  @Override
  public void call(int thread, long iteration) throws InterruptedException {
    Pair pair = new Pair();
    Thread partner = new Thread(pair::odd, "partner");
    partner.start();
    pair.even();
    partner.join();
    if (pair.turn != TURNS) {
      throw new IllegalStateException("turn " + pair.turn + " of " + TURNS);
    }
  }

  @Override
  public int operationsPerCall() {
    return TURNS;
  }

  private static final class Pair {
    private volatile int turn;

    @SuppressWarnings({
      "ThreadPriorityCheck",
      "NonAtomicVolatileUpdate"
    }) // whoever has the turn is its only writer
    private void even() {
      while (turn < TURNS) {
        while ((turn & 1) != 0) {
          Thread.yield();
        }
        if (turn >= TURNS) {
          return; // the last turn was passed while this side waited
        }
        turn = turn + 1;
      }
    }

    @SuppressWarnings({
      "ThreadPriorityCheck",
      "NonAtomicVolatileUpdate"
    }) // whoever has the turn is its only writer
    private void odd() {
      while (turn < TURNS) {
        while ((turn & 1) != 1) {
          if (turn >= TURNS) {
            return;
          }
          Thread.yield();
        }
        turn = turn + 1;
      }
    }
  }
}
