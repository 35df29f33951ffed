package io.unjam.transformers.plan.flow;

import org.objectweb.asm.tree.MethodInsnNode;

/** Methods whose result is, or stands for, their first argument or receiver. */
final class Wrappers {
  private Wrappers() {}

  /** Whether the flow looks through a call: what comes out counts as what went in first. */
  static boolean handsOutFirst(MethodInsnNode call) {
    return switch (call.owner) {
      case "java/util/Objects" ->
          call.name.equals("requireNonNull") || call.name.startsWith("requireNonNullElse");
      case "java/util/Collections" ->
          call.name.equals("newSetFromMap") || call.name.startsWith("unmodifiable");
      case "java/util/concurrent/locks/ReadWriteLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock" ->
          call.name.equals("readLock") || call.name.equals("writeLock");
      default -> false;
    };
  }
}
