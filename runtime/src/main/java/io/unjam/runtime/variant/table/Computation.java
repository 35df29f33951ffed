package io.unjam.runtime.variant.table;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a node in place of its value while a function of the application computes a new one.
 * Readers see the value from before, other writers of this key wait, writers of other keys do not
 * notice.
 */
final class Computation {
  /** The value of a node whose mapping is gone. */
  static final Computation DEAD = new Computation(null, null);

  private static final int SPINS = 64;

  private final @Nullable Thread owner;
  private volatile @Nullable Object before;
  private volatile boolean awaited;

  Computation(@Nullable Thread owner, @Nullable Object before) {
    this.owner = owner;
    this.before = before;
  }

  @Nullable Object before() {
    return before;
  }

  boolean isOwn() {
    return owner == Thread.currentThread();
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
   * Waits until {@code node} holds something else than this.
   *
   * @throws IllegalStateException if this thread is the one that computes
   */
  void awaitEnd(Node<?> node) {
    if (isOwn()) {
      throw new IllegalStateException("Recursive update");
    }
    for (int i = 0; i < SPINS; i++) {
      if (node.lvValue() != this) {
        return;
      }
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    synchronized (this) {
      // Before the node is looked at, while end() looks at this after it has written the node: one
      // of the two sees the other.
      awaited = true;
      while (node.lvValue() == this) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** To be called once the node holds the result. */
  void end() {
    if (awaited) {
      synchronized (this) {
        notifyAll();
      }
    }
  }
}
