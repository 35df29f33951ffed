package io.unjam.apps;

import java.nio.file.Path;

/**
 * An application at work in this JVM, whose results can be checked. Found as a service, one on a
 * class path. {@link #operation} is called by several threads at once, everything else by one while
 * no operation runs.
 */
public interface Application extends AutoCloseable {

  /**
   * Starts it.
   *
   * @param scratch an empty folder for its files
   * @param threads how many threads will work with it, numbered from 0
   */
  void start(Path scratch, int threads) throws Exception;

  /**
   * One unit of work of one thread, with what can be checked of it at once.
   *
   * @throws IllegalStateException if a result is wrong
   */
  void operation(int thread) throws Exception;

  /** Checks everything that must hold after the operations so far. Called any number of times. */
  void check(Checks checks) throws Exception;

  /** Stops it. */
  @Override
  void close() throws Exception;
}
