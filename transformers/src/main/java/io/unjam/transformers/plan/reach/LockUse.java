package io.unjam.transformers.plan.reach;

import java.util.List;

/**
 * A lock and the maps that its class touches while it takes it.
 *
 * @param className binary name of the class
 * @param sourceFile its source file; empty where the class file doesn't say
 * @param lock the lock's field; {@code this} or {@code class} where the monitor of the object or of
 *     the class is the lock
 * @param kind what kind of lock
 * @param maps the fields of the maps and sets, in the class's order
 */
public record LockUse(
    String className, String sourceFile, String lock, Kind kind, List<String> maps) {

  /** Kinds of lock. */
  public enum Kind {
    /** A {@code Lock}, by all that the class shows a {@code ReentrantLock}. */
    LOCK("lock"),
    /** A {@code ReadWriteLock}, by itself or by its two locks. */
    READ_WRITE_LOCK("read-write lock"),
    /** The monitor of an object in a field. */
    MONITOR_OBJECT("monitor of an object"),
    /** The monitor of {@code this}. */
    MONITOR_OF_THIS("monitor of this"),
    /** The monitor of the class. */
    MONITOR_OF_CLASS("monitor of the class");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** What people call it. */
    public String text() {
      return text;
    }
  }

  public LockUse {
    maps = List.copyOf(maps);
  }

  /** The lock with its class: {@code com.acme.Orders.lock}. */
  public String name() {
    return className + "." + lock;
  }
}
