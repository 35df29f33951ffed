package io.unjam.benchmarks.run;

import java.io.IOException;

/** One arm, ready to run rounds. */
interface Contestant extends AutoCloseable {
  /** One round; {@code timed} asks for the times of single operations. */
  Round round(long millis, boolean timed) throws IOException;

  @Override
  void close() throws IOException;
}
