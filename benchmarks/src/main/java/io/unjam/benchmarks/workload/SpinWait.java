package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waiters that spin with {@code Thread.yield} until workers have done a piece of real work for
 * them: half of the threads wait, half work. One operation is one piece of work that was waited
 * for.
 */
public final class SpinWait implements Workload {
  private static final int PIECES = 400;
  private static final int WORK = 2_000;

  private final AtomicLong sink = new AtomicLong();
  private int workers;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    if (threads != 1) {
      throw new IllegalArgumentException("each call starts its own threads: one thread");
    }
    workers = Integer.parseInt(parameters.getOrDefault("pairs", "2"));
  }

  @Override
  public void call(int thread, long iteration) throws InterruptedException {
    Pair[] pairs = new Pair[workers];
    for (int i = 0; i < workers; i++) {
      pairs[i] = new Pair(sink);
      pairs[i].start();
    }
    for (Pair pair : pairs) {
      pair.join();
    }
  }

  @Override
  public int operationsPerCall() {
    return PIECES * workers;
  }

  private static final class Pair {
    private final ConcurrentLinkedQueue<Integer> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong sink;
    private final Thread worker;
    private final Thread waiter;
    private volatile int done;

    Pair(AtomicLong sink) {
      this.sink = sink;
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
      if (done != PIECES) {
        throw new IllegalStateException("done " + done + " of " + PIECES);
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what this workload is about
    private void await() {
      for (int piece = 1; piece <= PIECES; piece++) {
        requests.add(piece);
        while (done < piece) {
          Thread.yield();
        }
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what this workload is about
    private void work() {
      for (int piece = 1; piece <= PIECES; piece++) {
        while (requests.poll() == null) {
          Thread.yield();
        }
        long hash = piece;
        for (int i = 0; i < WORK; i++) {
          hash = hash * 6364136223846793005L + 1442695040888963407L;
        }
        sink.lazySet(hash);
        done = piece;
      }
    }
  }
}
