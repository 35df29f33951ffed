package io.unjam.runtime.variant.table;

import io.unjam.runtime.record.Growing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What readers look at; written when the table is replaced. */
class ShardTable<K> {
  /** Bins, a power of two of them. */
  volatile Node<K>[] bins;

  /** Odd while nodes are linked anew. */
  volatile int moves;

  ShardTable(int capacity) {
    this.bins = newBins(capacity);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static <K> Node<K>[] newBins(int capacity) {
    return new Node[capacity];
  }
}

/** Keeps what every insertion writes off the line that every reader reads. */
class ShardPad<K> extends ShardTable<K> {
  @SuppressWarnings("unused")
  private long p0, p1, p2, p3, p4, p5, p6, p7;

  ShardPad(int capacity) {
    super(capacity);
  }
}

/**
 * One independently growing part of a {@link ShardedTable}: a hash table whose lookups and value
 * exchanges take no lock, and whose insertions, removals and growth take the shard's monitor for a
 * bounded time, in which nothing of the application runs but {@code equals} of keys with equal
 * hashes.
 */
final class Shard<K> extends ShardPad<K> implements Growing {
  private static final int SMALLEST = 8;
  private static final int LARGEST = 1 << 30;
  private static final int DEEPEST_CALL = 64;
  private static final VarHandle BIN = MethodHandles.arrayElementVarHandle(Node[].class);
  private static final VarHandle RESERVED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RESERVED = lookup.findVarHandle(Shard.class, "reserved", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Linked nodes. Written under the monitor, by assignment: see {@link #insert}. */
  private volatile int linked;

  /** Linked nodes of keys that are absent still, while a function computes their first value. */
  private volatile int reserved;

  /** The last growth's start and end by {@code nanoTime}. Written under the monitor. */
  private long grewFrom;

  private long grewTo;

  private final int initial;

  @SuppressWarnings("unused") // keeps the neighbour's fields off this one's cache line
  private long q0, q1, q2, q3, q4, q5, q6, q7;

  Shard(int expected) {
    super(capacityFor(expected));
    this.initial = bins.length;
  }

  private static int capacityFor(int expected) {
    int wanted = (int) Math.min(LARGEST, expected + (expected >>> 1) + 1L);
    return Math.max(SMALLEST, wanted <= 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1);
  }

  @SuppressWarnings("unchecked")
  private static <K> @Nullable Node<K> lvBin(Node<K>[] bins, int index) {
    return (Node<K>) BIN.getVolatile(bins, index);
  }

  private static <K> void soBin(Node<K>[] bins, int index, @Nullable Node<K> node) {
    BIN.setRelease(bins, index, node);
  }

  int size() {
    return Math.max(0, linked - reserved);
  }

  /** The linked node of a key, dead or alive. */
  @Nullable Node<K> find(int hash, Object key) {
    while (true) {
      int before = moves;
      Node<K>[] now = bins;
      for (Node<K> node = lvBin(now, hash & (now.length - 1)); node != null; node = node.lvNext()) {
        if (node.isOf(hash, key)) {
          return node;
        }
      }
      if (before == moves && (before & 1) == 0) {
        return null;
      }
      // A node found is found, but one not found may have been on its way to another bin.
      if ((before & 1) != 0) {
        synchronized (this) {
          return search(hash, key);
        }
      }
    }
  }

  /** Under the monitor. */
  private @Nullable Node<K> search(int hash, Object key) {
    return search(bins, hash, key);
  }

  /** Under the monitor, or in bins that nobody else knows yet. */
  private static <K> @Nullable Node<K> search(Node<K>[] now, int hash, Object key) {
    for (Node<K> node = lvBin(now, hash & (now.length - 1)); node != null; node = node.lvNext()) {
      if (node.isOf(hash, key)) {
        return node;
      }
    }
    return null;
  }

  /**
   * Links a node for a key that has none.
   *
   * @param reservation whether a function is to compute the first value and the mapping does not
   *     count yet
   * @return the live node that is there already, or {@code null} when the new one was linked;
   *     whatever is thrown, the new one was not
   */
  @Nullable Node<K> insert(Node<K> node, boolean reservation) {
    synchronized (this) {
      Node<K> present = search(node.hash, node.key);
      if (present != null) {
        if (present.lvValue() != Node.DEAD) {
          return present;
        }
        remove(present);
      }
      Node<K>[] now = bins;
      int index = node.hash & (now.length - 1);
      node.soNext(lvBin(now, index));
      int count = linked + 1;
      VarHandle.releaseFence();
      if (reservation) {
        RESERVED.getAndAdd(this, 1);
      }
      // Assignments alone from here on: a node that is linked when its inserter fails for want of
      // stack would be waited for for ever. The fence has made the first one a release store.
      now[index] = node;
      linked = count;
      if (count > now.length - (now.length >>> 2) && now.length < LARGEST) {
        try {
          rebuild(now.length << 1);
        } catch (StackOverflowError e) {
          // Nothing is changed. As the JDK's map, which goes on with the table that it has.
          return null;
        }
      }
      return null;
    }
  }

  /** Bins for a number of nodes that are to be {@linkplain #adopt adopted}. */
  Node<K>[] binsFor(int expected) {
    return newBins(Math.max(bins.length, capacityFor(expected)));
  }

  /**
   * Links a node into bins that nobody else knows yet.
   *
   * @return the node of an equal key that is there already, or {@code null}
   */
  static <K> @Nullable Node<K> link(Node<K>[] apart, Node<K> node) {
    Node<K> present = search(apart, node.hash, node.key);
    if (present == null) {
      int index = node.hash & (apart.length - 1);
      node.soNext(apart[index]);
      apart[index] = node;
    }
    return present;
  }

  /**
   * Takes bins that were filled apart for its own, at one moment, if it has no node.
   *
   * @return false if it has one; the bins are left to the caller
   */
  boolean adopt(Node<K>[] apart, int count) {
    synchronized (this) {
      if (linked != 0 || apart.length < bins.length) {
        return false;
      }
      int move = moves;
      moves = move + 1;
      bins = apart;
      moves = move + 2;
      linked = count;
      return true;
    }
  }

  /**
   * Makes every node dead whose value nobody is computing, and takes it out.
   *
   * @return whether there were others
   */
  boolean clear() {
    synchronized (this) {
      callDeeper(DEEPEST_CALL);
      Node<K>[] now = bins;
      int left = 0;
      for (int i = 0; i < now.length; i++) {
        Node<K> before = null;
        for (Node<K> node = lvBin(now, i); node != null; node = node.lvNext()) {
          if (!node.die()) {
            before = node;
            left++;
          } else if (before == null) {
            soBin(now, i, node.lvNext());
          } else {
            before.soNext(node.lvNext());
          }
        }
      }
      linked = left;
      if (now.length > initial && left < now.length >>> 3) {
        rebuild(Math.max(initial, capacityFor(left)));
      }
      return left > 0;
    }
  }

  /** The mapping counts from now on, or is about to be unlinked. */
  void endReservation() {
    RESERVED.getAndAdd(this, -1);
  }

  /** Takes a dead node out, unless somebody has done so already. */
  void unlink(Node<K> node) {
    synchronized (this) {
      if (remove(node)) {
        Node<K>[] now = bins;
        if (now.length > initial && linked < now.length >>> 3) {
          rebuild(now.length >>> 1);
        }
      }
    }
  }

  /** Under the monitor. */
  private boolean remove(Node<K> dead) {
    Node<K>[] now = bins;
    int index = dead.hash & (now.length - 1);
    Node<K> before = null;
    for (Node<K> node = lvBin(now, index); node != null; node = node.lvNext()) {
      if (node == dead) {
        // The dead node keeps its own link: a reader that stands on it goes on.
        if (before == null) {
          soBin(now, index, node.lvNext());
        } else {
          before.soNext(node.lvNext());
        }
        int count = linked - 1;
        linked = count;
        return true;
      }
      before = node;
    }
    return false;
  }

  /** Under the monitor: links every node into a table of another size. */
  private void rebuild(int capacity) {
    final long started = System.nanoTime();
    Node<K>[] from = bins;
    Node<K>[] to;
    try {
      to = newBins(capacity);
      callDeeper(DEEPEST_CALL);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // As the JDK's map, which goes on with the table that it has.
      return;
    }
    int move = moves;
    moves = move + 1;
    for (int i = 0; i < from.length; i++) {
      Node<K> node = lvBin(from, i);
      while (node != null) {
        Node<K> next = node.lvNext();
        int index = node.hash & (capacity - 1);
        node.soNext(to[index]);
        to[index] = node;
        node = next;
      }
    }
    grewFrom = started;
    grewTo = System.nanoTime();
    bins = to;
    moves = move + 2;
  }

  /* Without the monitor: whoever waited for the growth has had it since, and sees both ends. */
  @Override
  public long grownWithin(long from, long to) {
    long start = grewFrom;
    long end = grewTo;
    return start == end || start - to >= 0 || end - from <= 0
        ? 0
        : (end - to < 0 ? end : to) - (start - from > 0 ? start : from);
  }

  /**
   * Fails if the stack is about to end: what is begun after it on the same frame and calls less
   * deeply is not interrupted by a lack of stack.
   */
  private static int callDeeper(int depth) {
    return depth == 0 ? 0 : 1 + callDeeper(depth - 1);
  }

  /** All nodes linked at one moment. */
  Node<K>[] snapshot() {
    synchronized (this) {
      Node<K>[] now = bins;
      Node<K>[] nodes = newBins(linked);
      int count = 0;
      for (int i = 0; i < now.length; i++) {
        for (Node<K> node = lvBin(now, i); node != null; node = node.lvNext()) {
          nodes[count++] = node;
        }
      }
      return nodes;
    }
  }
}
