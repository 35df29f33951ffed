package io.unjam.transformers.proof;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.MethodInsnNode;

/** What calls of the platform mean to a loop with a yield in it, by the names they bear. */
final class LoopCalls {
  private static final String ATOMIC = "java/util/concurrent/atomic/";
  private static final String CONCURRENT = "java/util/concurrent/";

  private static final Set<String> BLOCKS =
      Set.of(
          "sleep",
          "park",
          "parkNanos",
          "parkUntil",
          "join",
          "take",
          "await",
          "awaitUninterruptibly",
          "awaitTermination",
          "awaitNanos",
          "awaitUntil",
          "acquire",
          "acquireUninterruptibly",
          "lockInterruptibly",
          "wait");

  private static final Set<String> WAKES =
      Set.of(
          "notify",
          "notifyAll",
          "signal",
          "signalAll",
          "unpark",
          "countDown",
          "release",
          "exchange",
          "arrive",
          "arriveAndDeregister",
          "complete",
          "completeExceptionally",
          "submit",
          "execute",
          "fork",
          "start",
          "interrupt",
          "transfer",
          "tryTransfer");

  private static final Set<String> ASKS =
      Set.of(
          "poll",
          "pollFirst",
          "pollLast",
          "tryLock",
          "tryAcquire",
          "isAlive",
          "isDone",
          "isCancelled",
          "isTerminated",
          "isShutdown",
          "isLocked",
          "getCount",
          "isInterrupted",
          "interrupted",
          "hasQueuedThreads");

  private static final Set<String> PUBLISHES =
      Set.of(
          "set",
          "lazySet",
          "setPlain",
          "setOpaque",
          "setRelease",
          "setVolatile",
          "getAndSet",
          "getAndSetAcquire",
          "getAndSetRelease",
          "compareAndSet",
          "compareAndExchange",
          "weakCompareAndSet",
          "weakCompareAndSetPlain",
          "weakCompareAndSetVolatile",
          "weakCompareAndSetAcquire",
          "weakCompareAndSetRelease");

  private static final Set<String> HANDS_IN =
      Set.of(
          "add",
          "addFirst",
          "addLast",
          "offer",
          "offerFirst",
          "offerLast",
          "put",
          "putFirst",
          "putLast",
          "push");

  private static final Set<String> WRITES =
      Set.of(
          "put",
          "putAll",
          "putIfAbsent",
          "merge",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "replace",
          "replaceAll",
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "addElement",
          "push",
          "remove",
          "removeAll",
          "removeFirst",
          "removeLast",
          "removeIf",
          "retainAll",
          "setProperty",
          "sort",
          "update",
          "flip");

  private static final Set<String> ATTEMPTS =
      Set.of(
          "putIfAbsent",
          "computeIfAbsent",
          "computeIfPresent",
          "replace",
          "add",
          "remove",
          "removeAll",
          "removeIf",
          "retainAll");

  private static final Set<String> LOOKS =
      Set.of(
          "get",
          "getPlain",
          "getOpaque",
          "getAcquire",
          "getVolatile",
          "compareAndSet",
          "weakCompareAndSetPlain",
          "weakCompareAndSetVolatile",
          "weakCompareAndSetAcquire",
          "weakCompareAndSetRelease",
          "poll",
          "pollFirst",
          "pollLast",
          "peek",
          "peekFirst",
          "peekLast",
          "isEmpty",
          "size",
          "containsKey",
          "isDone",
          "isCancelled",
          "getCount",
          "tryLock",
          "tryAcquire",
          "isLocked",
          "isTerminated",
          "isShutdown",
          "isAlive",
          "isInterrupted",
          "currentThread",
          "onSpinWait",
          "intValue",
          "longValue",
          "booleanValue",
          "valueOf");

  private static final Set<String> TAKES =
      Set.of(
          "compareAndSet",
          "weakCompareAndSetPlain",
          "weakCompareAndSetVolatile",
          "weakCompareAndSetAcquire",
          "weakCompareAndSetRelease",
          "poll",
          "pollFirst",
          "pollLast",
          "tryLock",
          "tryAcquire");

  private LoopCalls() {}

  static boolean isYield(MethodInsnNode call) {
    return call.owner.equals("java/lang/Thread") && call.name.equals("yield");
  }

  /** Whether a call reads a clock. */
  static boolean tellsTime(MethodInsnNode call) {
    boolean system = call.owner.equals("java/lang/System");
    return (system && (call.name.equals("nanoTime") || call.name.equals("currentTimeMillis")))
        || call.owner.startsWith("java/time/");
  }

  /**
   * Why a call makes it likely that a yield beside it is meant for another thread; {@code null}
   * where it doesn't. Says nothing about a method of the application but by its name.
   */
  static @Nullable String concernsOthers(MethodInsnNode call) {
    if (tellsTime(call)) {
      return "reads the clock";
    }
    boolean get = call.name.equals("get") && call.owner.endsWith("Future");
    boolean text = call.owner.equals("java/lang/String");
    if ((BLOCKS.contains(call.name) && !text) || get || call.desc.contains("TimeUnit;)")) {
      return "waits in " + call.name;
    }
    if (WAKES.contains(call.name)) {
      return "wakes another thread by " + call.name;
    }
    if (ASKS.contains(call.name)) {
      return "asks by " + call.name + " what other threads have done";
    }
    boolean handle = call.owner.equals("java/lang/invoke/VarHandle");
    if (PUBLISHES.contains(call.name) && (handle || call.owner.startsWith(ATOMIC))) {
      return "publishes by " + call.name + " what another thread may wait for";
    }
    if (isQueue(call.owner) && HANDS_IN.contains(call.name)) {
      return "hands over by " + call.name + " what another thread may wait for";
    }
    return null;
  }

  private static boolean isQueue(String owner) {
    boolean named = owner.endsWith("Queue") || owner.endsWith("Deque");
    return named
        && (owner.startsWith(CONCURRENT)
            || owner.equals("java/util/Queue")
            || owner.equals("java/util/Deque"));
  }

  /** Whether a call writes to a collection, a buffer, a text or a stream of the platform. */
  static boolean works(MethodInsnNode call) {
    String owner = call.owner;
    if (owner.equals("java/util/List") || owner.equals("java/util/ArrayList")) {
      return call.name.equals("set") || WRITES.contains(call.name);
    }
    if (owner.startsWith("java/util/")) {
      return WRITES.contains(call.name) && !owner.startsWith(ATOMIC);
    }
    if (owner.equals("java/lang/StringBuilder") || owner.equals("java/lang/StringBuffer")) {
      return call.name.equals("append") || call.name.equals("insert");
    }
    if (owner.startsWith("java/io/")) {
      return call.name.startsWith("write") || call.name.startsWith("print");
    }
    return owner.startsWith("java/nio/")
        && (call.name.startsWith("put") || call.name.equals("write"));
  }

  /**
   * Whether a call that works may also be an attempt, where its result is used: a removal as a
   * poll, an addition as a lock.
   */
  static boolean mayBeAttempt(MethodInsnNode call) {
    return ATTEMPTS.contains(call.name) && !call.desc.endsWith(")V");
  }

  /** Whether a call returns at once and only looks: nothing that a loop could count as work. */
  static boolean looks(MethodInsnNode call) {
    if (!LOOKS.contains(call.name) || call.desc.contains("TimeUnit;)")) {
      return false;
    }
    boolean blocking = call.name.equals("get") && call.owner.endsWith("Future");
    boolean anything =
        call.owner.startsWith("java/util/function/")
            || (call.name.equals("valueOf") && call.owner.equals("java/lang/String"));
    return !blocking
        && !anything
        && (call.owner.startsWith("java/util/") || call.owner.startsWith("java/lang/"));
  }

  /** Whether a call that looks changes what it looks at, if it finds what it wants. */
  static boolean takes(MethodInsnNode call) {
    return TAKES.contains(call.name);
  }
}
