package io.unjam.benchmarks.workload;

import java.util.Map;

/**
 * Two threads that pass a turn to and fro, each waiting for its turn with {@code Thread.yield}. One
 * operation is one turn.
 */
public final class Handoff implements Workload {
  private static final int TURNS = 20_000;

  private volatile int turn;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    if (threads != 1) {
      throw new IllegalArgumentException("each call starts the partner itself: one thread");
    }
  }

  @Override
  public void call(int thread, long iteration) throws InterruptedException {
    turn = 0;
    Thread partner = new Thread(this::odd, "partner");
    partner.start();
    even();
    partner.join();
    if (turn != TURNS) {
      throw new IllegalStateException("turn " + turn + " of " + TURNS);
    }
  }

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

  @Override
  public int operationsPerCall() {
    return TURNS;
  }
}
