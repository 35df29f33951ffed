package io.unjam.transformers.plan.decide;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** What deciders ask about constructor and method references. */
final class References {
  private static final int SERIALIZABLE = 1;

  private References() {}

  /** The referred method; the candidate of a reference always has one. */
  static Handle referred(@Nullable AbstractInsnNode reference) {
    if (reference instanceof InvokeDynamicInsnNode dynamic
        && dynamic.bsmArgs[1] instanceof Handle handle) {
      return handle;
    }
    throw new IllegalArgumentException("not a reference");
  }

  /**
   * Whether the reference can be serialized. Its serialized form names the referred method, and its
   * class's {@code $deserializeLambda$} knows the original's name alone.
   */
  static boolean isSerializable(@Nullable AbstractInsnNode reference) {
    return reference instanceof InvokeDynamicInsnNode dynamic
        && dynamic.bsm.getName().equals("altMetafactory")
        && dynamic.bsmArgs.length > 3
        && dynamic.bsmArgs[3] instanceof Integer flags
        && (flags & SERIALIZABLE) != 0;
  }
}
