package io.unjam.transformers.proof.striping;

import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/** What calls mean to a map or set and to its views. */
final class MapCalls {
  /** What a call on the map touches. */
  enum Reach {
    /** The mapping of its first argument. */
    KEY,
    /** All mappings, in no order that a caller could see. */
    ALL,
    /** All mappings, one after the other. */
    WALK,
    /** A method that the proof doesn't know. */
    UNKNOWN
  }

  private static final Set<String> KEYED =
      Set.of(
          "get",
          "getOrDefault",
          "containsKey",
          "put",
          "putIfAbsent",
          "add",
          "contains",
          "remove",
          "replace",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge");

  private static final Set<String> READING =
      Set.of("get", "getOrDefault", "containsKey", "contains");

  private static final Set<String> ALL =
      Set.of("size", "isEmpty", "clear", "putAll", "addAll", "containsAll");

  private static final Set<String> WALKS =
      Set.of(
          "keySet",
          "values",
          "entrySet",
          "iterator",
          "stream",
          "toArray",
          "removeIf",
          "removeAll",
          "retainAll",
          "forEach",
          "replaceAll",
          "containsValue",
          "toString",
          "hashCode",
          "equals",
          "clone");

  private static final Set<String> COPIES =
      Set.of(
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/ArrayList",
          "java/util/LinkedList",
          "java/util/ArrayDeque",
          "java/util/HashSet",
          "java/util/LinkedHashSet",
          "java/util/TreeSet");

  private static final Set<String> COPYING_INTERFACES =
      Set.of("java/util/List", "java/util/Set", "java/util/Map", "java/util/Collection");

  private static final Set<String> COPYING = Set.of("addAll", "putAll", "containsAll");

  private static final Set<String> IMMEDIATE =
      Set.of(
          "forEach",
          "removeIf",
          "replaceAll",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge");

  private MapCalls() {}

  static Reach reach(MethodInsnNode call) {
    if (KEYED.contains(call.name)) {
      return Reach.KEY;
    }
    if (ALL.contains(call.name)) {
      return Reach.ALL;
    }
    return WALKS.contains(call.name) ? Reach.WALK : Reach.UNKNOWN;
  }

  /** Whether a keyed call changes nothing. */
  static boolean reads(MethodInsnNode call) {
    return READING.contains(call.name);
  }

  /** Whether a keyed call compares values, which runs their {@code equals}. */
  static boolean comparesValues(MethodInsnNode call) {
    return (call.name.equals("remove") || call.name.equals("replace"))
        && call.desc.endsWith("Z")
        && Type.getArgumentTypes(call.desc).length > 1;
  }

  /** Whether a call copies the map or view that it is given, and keeps nothing of it. */
  static boolean copiesArgument(MethodInsnNode call) {
    if (call.name.equals("<init>")) {
      return COPIES.contains(call.owner);
    }
    if (call.getOpcode() == Opcodes.INVOKESTATIC) {
      return call.name.equals("copyOf") && COPYING_INTERFACES.contains(call.owner);
    }
    return COPYING.contains(call.name)
        && (COPIES.contains(call.owner) || COPYING_INTERFACES.contains(call.owner));
  }

  /** Whether a call on a view is one of the platform's, which ends before the section does. */
  static boolean isViewCall(MethodInsnNode call) {
    boolean view =
        COPYING_INTERFACES.contains(call.owner)
            || call.owner.equals("java/util/Iterator")
            || call.owner.equals("java/util/Map$Entry")
            || call.owner.equals("java/lang/Iterable")
            || call.owner.startsWith("java/util/stream/");
    return view && !call.name.equals("parallelStream") && !call.name.equals("parallel");
  }

  /** Whether a call runs the function it is given before it returns, and never again. */
  static boolean runsAtOnce(MethodInsnNode call) {
    return call.owner.startsWith("java/")
        && (call.owner.startsWith("java/util/") || call.owner.equals("java/lang/Iterable"))
        && !call.owner.startsWith("java/util/concurrent/")
        && !call.owner.startsWith("java/util/stream/")
        && IMMEDIATE.contains(call.name);
  }
}
