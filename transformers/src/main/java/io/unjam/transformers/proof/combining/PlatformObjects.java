package io.unjam.transformers.proof.combining;

import io.unjam.transformers.proof.striping.PlatformCalls;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Calls of platform objects of exactly known classes that end soon, call nothing of the application
 * and don't ask which thread they run in.
 */
final class PlatformObjects {
  private static final Set<String> DEQUE =
      Set.of(
          "add",
          "addFirst",
          "addLast",
          "offer",
          "offerFirst",
          "offerLast",
          "push",
          "poll",
          "pollFirst",
          "pollLast",
          "peek",
          "peekFirst",
          "peekLast",
          "pop",
          "element",
          "getFirst",
          "getLast",
          "removeFirst",
          "removeLast",
          "remove()",
          "size",
          "isEmpty",
          "clear");

  private static final Set<String> LIST =
      Set.of("add", "get", "set", "remove(I)", "size", "isEmpty", "clear");

  /**
   * Those that call the key that is asked for, and no other; a put may compare keys that are there.
   */
  private static final Set<String> BY_KEY =
      Set.of("get", "containsKey", "getOrDefault", "remove(Ljava/lang/Object;)");

  private static final Set<String> MAP = Set.of("size", "isEmpty", "clear");

  private static final Set<String> NUMBER =
      Set.of(
          "get",
          "set",
          "getAndSet",
          "incrementAndGet",
          "getAndIncrement",
          "decrementAndGet",
          "getAndDecrement",
          "addAndGet",
          "getAndAdd",
          "compareAndSet",
          "intValue",
          "longValue");

  private static final Map<String, Set<String>> CALLS =
      Map.of(
          "java/util/ArrayDeque", DEQUE,
          "java/util/ArrayList", LIST,
          "java/util/HashMap", MAP,
          "java/util/concurrent/atomic/AtomicLong", NUMBER,
          "java/util/concurrent/atomic/AtomicInteger", NUMBER);

  private PlatformObjects() {}

  /**
   * Whether a call is one of those.
   *
   * @param exact the receiver's class
   * @param firstArgument static type of the first argument; any where there is none
   */
  static boolean isShort(MethodInsnNode call, Type exact, Type firstArgument) {
    String type = exact.getInternalName();
    String signature = call.name + call.desc.substring(0, call.desc.indexOf(')') + 1);
    Set<String> calls = CALLS.getOrDefault(type, Set.of());
    if (calls.contains(call.name) || calls.contains(signature)) {
      return true;
    }
    return type.equals("java/util/HashMap")
        && (BY_KEY.contains(call.name) || BY_KEY.contains(signature))
        && PlatformCalls.isFrozen(firstArgument);
  }
}
