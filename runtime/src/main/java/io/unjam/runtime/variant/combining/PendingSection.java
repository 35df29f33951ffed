package io.unjam.runtime.variant.combining;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A section that its thread waits for: published by that thread, then either run once by a holder
 * of the lock, or withdrawn by its thread before anybody has begun to.
 */
final class PendingSection {
  /*
   * Two may disagree about a section: its thread, which can't wait any longer, and a holder that comes to run it. One compare-and-set of
   * `state` decides, from WAITING to BEGUN or to WITHDRAWN; so whoever withdrew a section knows that nobody runs it, ever, and whoever
   * fails to knows that it was begun and has to be waited for.
   *
   * `result` and `failure` belong to the lock's holder until `state` is DONE; the waiting thread reads them after it has read that.
   * `next` belongs to whoever has taken the list: the pusher before it is published, the holder after.
   */
  private static final int WAITING = 0;
  private static final int BEGUN = 1;
  private static final int DONE = 2;
  private static final int WITHDRAWN = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PendingSection.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SectionMethod method;
  private final @Nullable Object[] arguments;
  private final Thread caller = Thread.currentThread();
  private @Nullable Object result;
  private @Nullable Throwable failure;
  private volatile int state;
  private volatile boolean parking;
  @Nullable PendingSection next;

  PendingSection(SectionMethod method, @Nullable Object[] arguments) {
    this.method = method;
    this.arguments = arguments;
  }

  boolean isDone() {
    return state == DONE;
  }

  /** By the holder: whether its thread waits for it to end. */
  boolean isOpen() {
    int now = state;
    return now == WAITING || now == BEGUN;
  }

  /** By the holder, which runs nothing now: whether an earlier one was stopped while it did. */
  boolean isLost() {
    return state == BEGUN;
  }

  /**
   * By the holder: runs the section and keeps what comes of it.
   *
   * @return false if it is not there to be run: withdrawn, or run already
   */
  boolean tryRun() {
    if (!STATE.compareAndSet(this, WAITING, BEGUN)) {
      return false;
    }
    try {
      result = method.call(arguments);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    return true;
  }

  /** By the holder, after {@link #tryRun} or instead of it. */
  void end(@Nullable Throwable instead) {
    if (instead != null) {
      failure = instead;
    }
    state = DONE;
  }

  /**
   * By its thread: takes the section back.
   *
   * @return whether nobody has run it or will; if not, it has been begun and may have ended
   */
  boolean withdraw() {
    parking = false;
    return STATE.compareAndSet(this, WAITING, WITHDRAWN);
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
