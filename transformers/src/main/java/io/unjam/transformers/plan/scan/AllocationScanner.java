package io.unjam.transformers.plan.scan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.Where;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Finds where maps, locks and objects for their monitor are made: {@code new}, {@code
 * ConcurrentHashMap.newKeySet}, {@code Collections.synchronizedMap}, and the collectors that make a
 * {@code ConcurrentHashMap}. A subclass's {@code super(...)} call makes no object and is none.
 */
public final class AllocationScanner implements SiteScanner {
  private static final String LOCK = "java/util/concurrent/locks/Lock";
  private static final String READ_WRITE_LOCK = "java/util/concurrent/locks/ReadWriteLock";

  @Override
  public SiteKind kind() {
    return SiteKind.ALLOCATION;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    MethodView view = where.view();
    if (instruction.getOpcode() == Opcodes.NEW) {
      TypeInsnNode allocation = (TypeInsnNode) instruction;
      if (!isMonitor(allocation) && !isMapOrLock(allocation.desc, view.hierarchy())) {
        return null;
      }
      MethodFlow flow = view.flow();
      if (flow != null && !flow.reaches(instruction)) {
        return null;
      }
      List<AbstractInsnNode> constructors =
          flow == null ? List.of() : flow.constructorCalls(allocation);
      return new Candidate(
          where.site(kind(), "new " + Types.simpleName(allocation.desc), field(flow, instruction)),
          view,
          instruction,
          constructors,
          allocation.desc,
          null,
          null,
          false);
    }
    if (instruction.getOpcode() == Opcodes.INVOKESTATIC) {
      MethodInsnNode call = (MethodInsnNode) instruction;
      String made = madeBy(call);
      if (made != null) {
        MethodFlow flow = view.flow();
        return new Candidate(
            where.site(
                kind(), Types.simpleName(call.owner) + "." + call.name, field(flow, instruction)),
            view,
            instruction,
            List.of(),
            made,
            call.owner,
            call.name,
            false);
      }
    }
    return null;
  }

  private static @Nullable String madeBy(MethodInsnNode call) {
    if (call.owner.equals(Types.CONCURRENT_HASH_MAP) && call.name.equals("newKeySet")) {
      return Types.CONCURRENT_HASH_MAP;
    }
    if (call.owner.equals("java/util/Collections") && call.name.equals("synchronizedMap")) {
      return Types.SYNCHRONIZED_MAP;
    }
    if (call.owner.equals(Types.COLLECTORS) && collectsIntoConcurrentHashMap(call)) {
      return Types.CONCURRENT_HASH_MAP;
    }
    return null;
  }

  /** The overloads that take no factory of the application's own. */
  private static boolean collectsIntoConcurrentHashMap(MethodInsnNode call) {
    return (call.name.equals("toConcurrentMap") || call.name.equals("groupingByConcurrent"))
        && !call.desc.contains("Ljava/util/function/Supplier;");
  }

  /**
   * A plain object that goes straight into a field, or a set, which can be a monitor of its own.
   */
  private static boolean isMonitor(TypeInsnNode allocation) {
    boolean set = allocation.desc.equals(Types.HASH_SET);
    if (!set && !allocation.desc.equals("java/lang/Object")) {
      return false;
    }
    int[] then = {Opcodes.DUP, Opcodes.INVOKESPECIAL};
    AbstractInsnNode at = allocation.getNext();
    for (int i = 0; at != null && i < then.length; at = at.getNext()) {
      boolean constant =
          set && at.getOpcode() >= Opcodes.ICONST_M1 && at.getOpcode() <= Opcodes.LDC;
      if (at.getOpcode() >= 0 && !constant && at.getOpcode() != then[i++]) {
        return false;
      }
    }
    while (at != null && at.getOpcode() < 0) {
      at = at.getNext();
    }
    return at != null
        && (at.getOpcode() == Opcodes.PUTFIELD || at.getOpcode() == Opcodes.PUTSTATIC);
  }

  private static boolean isMapOrLock(String type, Hierarchy hierarchy) {
    if (Types.isPlatform(type)) {
      return Types.isConcurrentMap(type) || Types.isPlainMap(type) || Types.isLock(type);
    }
    return Types.isMap(type, hierarchy)
        || hierarchy.isSubtype(type, LOCK) == Hierarchy.Answer.YES
        || hierarchy.isSubtype(type, READ_WRITE_LOCK) == Hierarchy.Answer.YES;
  }

  private static @Nullable String field(@Nullable MethodFlow flow, AbstractInsnNode producer) {
    FieldInsnNode write = flow == null ? null : flow.fieldWritten(producer);
    return MethodView.nameOf(write);
  }
}
