package io.unjam.transformers.proof.striping;

import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Calls of the platform that touch nothing but their arguments' unchangeable state and new objects.
 * What isn't listed is unknown.
 */
public final class PlatformCalls {
  private static final Set<String> BOXES =
      Set.of(
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Short",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Boolean",
          "java/lang/Double",
          "java/lang/Float");

  /** Types whose values never change and whose methods are their own. */
  private static final Set<String> FROZEN =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Short;",
          "Ljava/lang/Byte;",
          "Ljava/lang/Character;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Double;",
          "Ljava/lang/Float;",
          "Ljava/util/UUID;",
          "Ljava/util/Locale;",
          "Ljava/time/Instant;",
          "Ljava/time/Duration;");

  private static final Set<String> FROZEN_TIME =
      Set.of("java/time/Instant", "java/time/Duration", "java/util/UUID");

  private static final String ATOMIC = "java/util/concurrent/atomic/";

  /** Empty containers, which nobody else knows yet. */
  private static final Set<String> NEW =
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

  private static final Set<String> OF_ANY_OBJECT = Set.of("requireNonNull", "isNull", "nonNull");

  private static final Set<String> OPTIONAL =
      Set.of("of", "ofNullable", "empty", "isPresent", "isEmpty", "get", "orElse", "orElseThrow");

  private PlatformCalls() {}

  /** Whether a value of this static type never changes, whoever has it. */
  public static boolean isFrozen(Type type) {
    return type.getSort() < Type.ARRAY || FROZEN.contains(type.getDescriptor());
  }

  /** Whether a call is known to touch nothing shared. */
  public static boolean isPure(MethodInsnNode call, boolean freshReceiver) {
    return isPure(call.getOpcode(), call.owner, call.name, call.desc, freshReceiver);
  }

  static boolean isPure(
      int opcode, String owner, String name, String descriptor, boolean freshReceiver) {
    boolean constructor = name.equals("<init>");
    return switch (owner) {
      case "java/lang/Object", "java/lang/Record" -> constructor;
      case "java/lang/String" ->
          !constructor
              && (frozenArguments(descriptor) || name.equals("equals"))
              && !name.equals("intern");
      case "java/lang/Math", "java/lang/StrictMath" -> true;
      case "java/lang/System" ->
          name.equals("nanoTime")
              || name.equals("currentTimeMillis")
              || name.equals("identityHashCode");
      case "java/util/Objects" -> OF_ANY_OBJECT.contains(name) && !descriptor.contains("function");
      case "java/util/Optional" -> OPTIONAL.contains(name) && !descriptor.contains("function");
      // valueOf initialises the enum that it is asked about, which runs what that says.
      case "java/lang/Enum" -> !name.equals("toString") && !name.equals("valueOf");
      case "java/lang/StringBuilder" ->
          (constructor || freshReceiver) && frozenArguments(descriptor);
      default -> isPureOther(opcode, owner, name, descriptor, constructor);
    };
  }

  private static boolean isPureOther(
      int opcode, String owner, String name, String descriptor, boolean constructor) {
    if (BOXES.contains(owner)) {
      return !constructor && (frozenArguments(descriptor) || name.equals("equals"));
    }
    if (FROZEN_TIME.contains(owner)) {
      return frozenArguments(descriptor) && !name.equals("randomUUID");
    }
    if (constructor && (NEW.contains(owner) || owner.startsWith(ATOMIC))) {
      return descriptor.equals("()V") || descriptor.equals("(I)V") || descriptor.equals("(J)V");
    }
    if (constructor && isThrowable(owner)) {
      return frozenArguments(descriptor.replace("Ljava/lang/Throwable;", ""));
    }
    if (opcode == Opcodes.INVOKESTATIC && owner.equals("java/util/List")) {
      return name.equals("of");
    }
    return opcode == Opcodes.INVOKESTATIC && owner.equals("java/util/Map") && name.equals("entry");
  }

  private static boolean isThrowable(String owner) {
    return (owner.startsWith("java/lang/") || owner.startsWith("java/util/"))
        && (owner.endsWith("Exception") || owner.endsWith("Error"));
  }

  public static boolean frozenArguments(String descriptor) {
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      if (!isFrozen(argument)) {
        return false;
      }
    }
    return true;
  }
}
