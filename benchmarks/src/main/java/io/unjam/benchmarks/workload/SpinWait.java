package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waiters that spin with {@code Thread.yield} until workers have done a piece of real work for
 * them: half of the threads wait, half work. One operation is one piece of work that was waited
 * for. How long a piece is ({@code rounds}) and how many a thread starts for ({@code pieces}) are
 * parameters.
 */
public final class SpinWait implements Workload {
  private final AtomicLong sink = new AtomicLong();
  private int pieces;
  private int rounds;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    pieces = Integer.parseInt(parameters.getOrDefault("pieces", "400"));
    rounds = Integer.parseInt(parameters.getOrDefault("rounds", "2000"));
  }

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
    Pair pair = new Pair(sink, pieces, rounds);
    pair.start();
    pair.join();
  }

  @Override
  public int operationsPerCall() {
    return pieces;
  }

  private static final class Pair {
    private final ConcurrentLinkedQueue<Integer> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong sink;
    private final int pieces;
    private final int rounds;
    private final Thread worker;
    private final Thread waiter;
    private volatile int done;

    Pair(AtomicLong sink, int pieces, int rounds) {
      this.sink = sink;
      this.pieces = pieces;
      this.rounds = rounds;
      this.worker = new Thread(this::work, "worker");
      this.waiter = new Thread(this::await, "waiter");
    }

    void start() {
      worker.start();
      waiter.start();
    }

    void join() throws InterruptedException {
      worker.join();
      waiter.join();
      if (done != pieces) {
        throw new IllegalStateException("done " + done + " of " + pieces);
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what this workload is about
    private void await() {
      for (int piece = 1; piece <= pieces; piece++) {
        requests.add(piece);
        while (done < piece) {
          Thread.yield();
        }
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what this workload is about
    private void work() {
      for (int piece = 1; piece <= pieces; piece++) {
        while (requests.poll() == null) {
          Thread.yield();
        }
        long hash = piece;
        for (int i = 0; i < rounds; i++) {
          hash = hash * 6364136223846793005L + 1442695040888963407L;
        }
        sink.lazySet(hash);
        done = piece;
      }
    }
  }
}
