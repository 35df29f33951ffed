package io.unjam.runtime.variant.combining;

import org.jspecify.annotations.Nullable;

/**
 * A section that its thread waits for: published by that thread, run once by a holder of the lock.
 */
final class PendingSection {
  /*
   * `begun`, `result` and `failure` belong to the lock's holder until `done` is written; the waiting thread reads the latter two after it has read
   * `done`. `next` belongs to whoever has taken the list: the pusher before it is published, the holder after.
   */
  private final SectionMethod method;
  private final @Nullable Object[] arguments;
  private final Thread caller = Thread.currentThread();
  private boolean begun;
  private @Nullable Object result;
  private @Nullable Throwable failure;
  private volatile boolean done;
  private volatile boolean parking;
  @Nullable PendingSection next;

  PendingSection(SectionMethod method, @Nullable Object[] arguments) {
    this.method = method;
    this.arguments = arguments;
  }

  boolean isDone() {
    return done;
  }

  /** By the holder: whether an earlier holder was stopped while it ran the section. */
  boolean isLost() {
    return begun && !done;
  }

  /** By the holder: runs the section and keeps what comes of it. */
  void run() {
    begun = true;
    try {
      result = method.call(arguments);
    } catch (Throwable thrown) {
      failure = thrown;
    }
  }

  /** By the holder, after {@link #run} or instead of it. */
  void end(@Nullable Throwable instead) {
    if (instead != null) {
      failure = instead;
    }
    done = true;
  }

  /** By its thread: from now on it has to be woken. */
  void beginParking() {
    parking = true;
  }

  Thread caller() {
    return caller;
  }

  boolean isParking() {
    return parking;
  }

  /** By its thread, once done. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** By its thread, once done. */
  @Nullable Object result() {
    return result;
  }
}
