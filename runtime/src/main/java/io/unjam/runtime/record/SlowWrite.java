package io.unjam.runtime.record;

import org.jspecify.annotations.Nullable;

/** One operation that took long, with what is needed to look for the cause. Immutable. */
public final class SlowWrite {

  private final int site;
  private final long nanos;
  private final long millis;
  private final String thread;
  private final @Nullable Throwable stack;
  private final int holder;
  private final boolean keyed;
  private final long key;
  private final Growth growth;
  private final long growthNanos;

  /**
   * As it is listed.
   *
   * @param keyed whether it had a key
   * @param key that key's fingerprint, which no reader ever sees
   */
  SlowWrite(
      int site,
      long nanos,
      long millis,
      String thread,
      @Nullable Throwable stack,
      int holder,
      boolean keyed,
      long key,
      Growth growth,
      long growthNanos) {
    this.site = site;
    this.nanos = nanos;
    this.millis = millis;
    this.thread = thread;
    this.stack = stack;
    this.holder = holder;
    this.keyed = keyed;
    this.key = key;
    this.growth = growth;
    this.growthNanos = growthNanos;
  }

  /** The same with the key's id in the place of its fingerprint. */
  SlowWrite identified(KeyIds ids) {
    long id = keyed ? ids.idOf((int) key) : 0;
    return new SlowWrite(
        site, nanos, millis, thread, stack, holder, keyed, id, growth, growthNanos);
  }

  /** The site's number. */
  public int site() {
    return site;
  }

  /** How long it took, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** When it ended by the wall clock, in milliseconds since 1970. */
  public long millis() {
    return millis;
  }

  /** The thread's name; empty for most virtual threads. */
  public String thread() {
    return thread;
  }

  /**
   * For a wait for a lock: the number of the site that was last seen to take that lock before, and
   * so most likely held it; else {@link LockHolders#NONE}.
   */
  public int holder() {
    return holder;
  }

  /** The id of the key that was written, as in {@link HotKeys}; 0 where there was none. */
  public long key() {
    return key;
  }

  /** Whether the map's table grew meanwhile. */
  public Growth growth() {
    return growth;
  }

  /**
   * How much of the duration the growth took, in nanoseconds: exactly where it was seen, at most
   * where it is likely, 0 where there was none.
   */
  public long growthNanos() {
    return growthNanos;
  }

  /**
   * Where the thread was, the innermost frames being the recorder's own; empty unless asked for.
   */
  public StackTraceElement[] stack() {
    return stack == null ? new StackTraceElement[0] : stack.getStackTrace();
  }
}
