package io.unjam.transformers.plan;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** What shows that the map of a write may be used by several threads. */
public final class SharedMaps {
  private SharedMaps() {}

  /** Whether the map lives in a field or is of a concurrent type by the call's static type. */
  public static boolean isShared(Candidate candidate) {
    String owner = candidate.callOwner();
    return candidate.site().field() != null
        || (owner != null && Types.isConcurrentMap(owner, candidate.view().hierarchy()));
  }

  /** Whether the receiver was made in the call's own method, as a concurrent map. */
  public static boolean isMadeConcurrent(Candidate candidate) {
    for (AbstractInsnNode producer : candidate.related()) {
      if (producer instanceof TypeInsnNode allocation
          && allocation.getOpcode() == Opcodes.NEW
          && Types.isConcurrentMap(allocation.desc, candidate.view().hierarchy())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a plain map's type is an interface, behind which a concurrent map may stand. */
  public static boolean throughInterface(String owner) {
    return owner.equals(Types.MAP)
        || owner.equals("java/util/SortedMap")
        || owner.equals("java/util/NavigableMap");
  }

  /** Whether a reference is one to a map's writing method. */
  public static boolean isWrite(Candidate reference) {
    return reference.instruction() instanceof InvokeDynamicInsnNode dynamic
        && dynamic.bsmArgs[1] instanceof Handle handle
        && handle.getTag() != Opcodes.H_INVOKESTATIC
        && handle.getTag() != Opcodes.H_NEWINVOKESPECIAL
        && MapWrites.contains(handle.getName(), handle.getDesc());
  }
}
