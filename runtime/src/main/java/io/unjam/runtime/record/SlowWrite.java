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

  SlowWrite(
      int site, long nanos, long millis, String thread, @Nullable Throwable stack, int holder) {
    this.site = site;
    this.nanos = nanos;
    this.millis = millis;
    this.thread = thread;
    this.stack = stack;
    this.holder = holder;
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

  /**
   * Where the thread was, the innermost frames being the recorder's own; empty unless asked for.
   */
  public StackTraceElement[] stack() {
    return stack == null ? new StackTraceElement[0] : stack.getStackTrace();
  }
}
