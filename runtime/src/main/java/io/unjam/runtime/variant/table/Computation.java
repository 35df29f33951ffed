package io.unjam.runtime.variant.table;

import org.jspecify.annotations.Nullable;

/**
 * One call of a function of the application that computes a key's value. It claims the key's node
 * for itself, makes it busy, and gives it up with the result. Meanwhile readers see the value from
 * before, other writers of this key wait, writers of other keys do not notice.
 */
final class Computation {
  private static final int SPINS = 64;
  private static final int POLL_MILLIS = 100;

  private final Thread owner = Thread.currentThread();
  volatile @Nullable Object before;
  private volatile boolean awaited;

  @Nullable Object before() {
    return before;
  }

  boolean isOwn() {
    return owner == Thread.currentThread();
  }

  /**
   * Makes a node busy that no other computation has claimed.
   *
   * @return the value to compute from; {@code null} where the node is claimed by another or dead,
   *     and was left as it is
   */
  @Nullable Object claim(Node<?> node) {
    if (!node.casComputation(this)) {
      return null;
    }
    try {
      Object now = node.lvValue();
      while (now != Node.DEAD) {
        // Before the node becomes busy: whoever sees it busy looks here.
        before = now;
        Object met = node.caxValue(now, Node.BUSY);
        if (met == now) {
          return now;
        }
        now = met;
      }
    } catch (StackOverflowError e) {
      // Assignments alone, as a call may fail again.
      if (node.value == Node.BUSY && before != null) {
        node.value = before;
      }
      node.computation = null;
      throw e;
    }
    node.computation = null;
    end();
    return null;
  }

  /** Tells those who wait; the node holds the result and no claim any more. */
  void end() {
    if (awaited) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * For the owner: a write by the computing function itself to the key that it computes. As in the
   * JDK's map, it is seen until the function's own result replaces it, provided the mapping
   * existed.
   *
   * @throws IllegalStateException if it did not
   */
  Object overwrite(Object value) {
    Object old = before;
    if (old == null) {
      throw new IllegalStateException("Recursive update");
    }
    before = value;
    return old;
  }

  /**
   * Waits until {@code node} is not claimed by this any more.
   *
   * @throws IllegalStateException if this thread is the one that computes
   */
  void awaitEnd(Node<?> node) {
    if (isOwn()) {
      throw new IllegalStateException("Recursive update");
    }
    for (int i = 0; i < SPINS; i++) {
      if (node.lvComputation() != this) {
        return;
      }
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    synchronized (this) {
      // Before the node is looked at, while end() looks at this after the node has been written:
      // one of the two sees the other.
      awaited = true;
      while (node.lvComputation() == this) {
        try {
          // Not for ever: an owner that is out of stack ends its claim and can't call notifyAll.
          wait(POLL_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
