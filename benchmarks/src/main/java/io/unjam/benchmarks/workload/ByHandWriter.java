package io.unjam.benchmarks.workload;

/**
 * {@link YieldingWriter} as its author would write it without the yield: what an edit can reach.
 */
public final class ByHandWriter extends YieldingWriter {

  @Override
  public void call(int thread, long iteration) {
    int first = thread * BATCH;
    for (int i = 0; i < BATCH; i++) {
      table.put(first + i, iteration);
    }
  }
}
