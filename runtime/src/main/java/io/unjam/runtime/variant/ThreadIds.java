package io.unjam.runtime.variant;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Numbers by which running threads can be told apart: constant for a thread's life, never 0, never
 * another thread's. Thread-safe; orders no memory accesses.
 */
final class ThreadIds {
  /** What {@link #current} says of a thread that has no such number. */
  static final long NONE = 0;

  /*
   * Thread.threadId() is final, and there from 19 on. Before, there is getId(), which a subclass may override to return
   * anything; the threads of such a class have no number.
   *
   * Each method is within what compilers inline wherever it is called: they may compile a call before it is made often.
   */
  private static final boolean BY_FINAL_METHOD = Runtime.version().feature() >= 19;

  private static final MethodHandle ID;

  private static final ClassValue<Boolean> OVERRIDES =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          try {
            return type.getMethod("getId").getDeclaringClass() != Thread.class;
          } catch (NoSuchMethodException e) {
            throw new AssertionError("a thread without an id", e);
          }
        }
      };

  static {
    try {
      ID =
          MethodHandles.publicLookup()
              .findVirtual(
                  Thread.class,
                  BY_FINAL_METHOD ? "threadId" : "getId",
                  MethodType.methodType(long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // Links the call, so that no lock's first acquisition has to.
    current();
  }

  private ThreadIds() {}

  /** The number of the running thread, or {@link #NONE}. */
  static long current() {
    Thread thread = Thread.currentThread();
    return BY_FINAL_METHOD || thread.getClass() == Thread.class || !overrides(thread)
        ? idOf(thread)
        : NONE;
  }

  private static boolean overrides(Thread thread) {
    return OVERRIDES.get(thread.getClass());
  }

  private static long idOf(Thread thread) {
    try {
      return (long) ID.invokeExact(thread);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("not declared", e);
    }
  }
}
