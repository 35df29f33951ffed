package io.unjam.runtime.variant.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One mapping. The same node stays in the table for the life of its mapping: a table that grows
 * links nodes anew and copies none, so that a value may be exchanged without a lock at any time.
 */
final class Node<K> {
  private static final VarHandle VALUE;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VALUE = lookup.findVarHandle(Node.class, "value", Object.class);
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int hash;
  final K key;

  /** The value; or a {@link Computation}; or {@link Computation#DEAD}. */
  private volatile Object value;

  /** Written under the shard's lock alone. */
  private volatile @Nullable Node<K> next;

  /** Plain stores: a node becomes visible by the store that links it. */
  @SuppressWarnings("NullAway.Init") // the value is set by its handle
  Node(int hash, K key, Object value) {
    this.hash = hash;
    this.key = key;
    VALUE.set(this, value);
  }

  Object lvValue() {
    return value;
  }

  boolean casValue(Object expected, Object replacement) {
    return VALUE.compareAndSet(this, expected, replacement);
  }

  void svValue(Object replacement) {
    value = replacement;
  }

  @Nullable Node<K> lvNext() {
    return next;
  }

  void soNext(@Nullable Node<K> node) {
    NEXT.setRelease(this, node);
  }

  boolean isOf(int otherHash, Object otherKey) {
    return hash == otherHash && (key == otherKey || otherKey.equals(key));
  }

  /**
   * The value that a reader sees: what a computation under way started from counts until it ends;
   * {@code null} where there is none.
   */
  @Nullable Object visible() {
    Object now = value;
    return now instanceof Computation computation ? computation.before() : now;
  }
}
