package io.unjam.runtime.variant.table;

import io.unjam.runtime.key.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One mapping. The same node stays in the table for the life of its mapping: a table that grows
 * links nodes anew and copies none, so that a value may be exchanged without a lock at any time.
 */
final class Node<K> {
  /**
   * The value of a node while a function computes it; the {@link Computation} knows the old one.
   */
  static final Object BUSY = new Object();

  /** The value of a node whose mapping is gone. */
  static final Object DEAD = new Object();

  private static final VarHandle VALUE;
  private static final VarHandle NEXT;
  private static final VarHandle COMPUTATION;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VALUE = lookup.findVarHandle(Node.class, "value", Object.class);
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
      COMPUTATION = lookup.findVarHandle(Node.class, "computation", Computation.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int hash;
  final K key;

  /**
   * The value, {@link #BUSY} or {@link #DEAD}: told apart by their identity, so that looking at a
   * value does not touch the object.
   */
  volatile Object value;

  /** Written under the shard's lock alone. */
  private volatile @Nullable Node<K> next;

  /** Whose function computes the value, or is about to. Fills what would be padding. */
  volatile @Nullable Computation computation;

  /** Plain stores: a node becomes visible by the store that links it. */
  @SuppressWarnings("NullAway.Init") // the value is set by its handle
  Node(int hash, K key, Object value) {
    this.hash = hash;
    this.key = key;
    VALUE.set(this, value);
  }

  /** A node whose first value is being computed. */
  Node(int hash, K key, Computation first) {
    this(hash, key, BUSY);
    COMPUTATION.set(this, first);
  }

  Object lvValue() {
    return value;
  }

  /** Exchanges the value; returns {@code expected} where that succeeded, else what is there. */
  Object caxValue(Object expected, Object replacement) {
    return VALUE.compareAndExchange(this, expected, replacement);
  }

  boolean casValue(Object expected, Object replacement) {
    return VALUE.compareAndSet(this, expected, replacement);
  }

  @Nullable Node<K> lvNext() {
    return next;
  }

  void soNext(@Nullable Node<K> node) {
    NEXT.setRelease(this, node);
  }

  @Nullable Computation lvComputation() {
    return computation;
  }

  boolean casComputation(Computation claim) {
    return COMPUTATION.compareAndSet(this, null, claim);
  }

  boolean isOf(int otherHash, Object otherKey) {
    return hash == otherHash && (key == otherKey || KeyHash.equal(otherKey, key));
  }

  /**
   * Ends the node's mapping.
   *
   * @return false, with nothing changed, where a function computes its value
   */
  boolean die() {
    Object now = value;
    while (now != DEAD) {
      if (now == BUSY) {
        return false;
      }
      Object met = caxValue(now, DEAD);
      if (met == now) {
        return true;
      }
      now = met;
    }
    return true;
  }

  /**
   * The value that a reader sees: what a computation under way started from counts until it ends;
   * {@code null} where there is none.
   */
  @Nullable Object visible() {
    Object now = value;
    return now != BUSY && now != DEAD ? now : now == DEAD ? null : visibleBehindComputation();
  }

  private @Nullable Object visibleBehindComputation() {
    while (true) {
      Computation current = computation;
      Object now = value;
      if (now != BUSY) {
        return now == DEAD ? null : now;
      }
      if (current != null) {
        Object before = current.before();
        // The same one before and after: it is this one that made the node busy.
        if (current == computation) {
          return before;
        }
      }
    }
  }
}
