package io.unjam.transformers.plan.scan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.MapWrites;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.Where;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * Finds constructor and method references to what other scanners find as instructions: {@code
 * ConcurrentHashMap::new}, {@code map::put}, {@code Thread::yield}. The body of a lambda is a
 * method of its own and needs no word here.
 */
public final class ReferenceScanner implements SiteScanner {
  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";

  @Override
  public SiteKind kind() {
    return SiteKind.REFERENCE;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    if (!(instruction instanceof InvokeDynamicInsnNode dynamic)) {
      return null;
    }
    Handle referred = referred(dynamic);
    if (referred == null) {
      return null;
    }
    MethodView view = where.view();
    if (referred.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      String made = referred.getOwner();
      boolean known =
          Types.isPlatform(made)
              ? Types.isConcurrentMap(made) || Types.isPlainMap(made) || Types.isLock(made)
              : Types.isConcurrentMap(made, view.hierarchy());
      return known ? candidate(dynamic, where, referred, made, "new", null) : null;
    }
    boolean boundless = referred.getTag() == Opcodes.H_INVOKESTATIC;
    if (boundless) {
      boolean keySet =
          referred.getOwner().equals(Types.CONCURRENT_HASH_MAP)
              && referred.getName().equals("newKeySet");
      if (keySet || Calls.isYield(referred) || Calls.isExplicitGc(referred)) {
        return candidate(
            dynamic,
            where,
            referred,
            keySet ? Types.CONCURRENT_HASH_MAP : null,
            referred.getName(),
            null);
      }
      return null;
    }
    boolean viaObject =
        referred.getTag() == Opcodes.H_INVOKEVIRTUAL
            || referred.getTag() == Opcodes.H_INVOKEINTERFACE;
    if (viaObject
        && (Calls.isExplicitGc(referred)
            || (MapWrites.contains(referred.getName(), referred.getDesc())
                && Types.isMap(referred.getOwner(), view.hierarchy())))) {
      MethodFlow flow = dynamic.desc.startsWith("()") ? null : view.flow();
      String field =
          flow == null
              ? null
              : MethodView.nameOf(MethodFlow.fieldRead(flow.producers(instruction, 0)));
      return candidate(dynamic, where, referred, null, referred.getName(), field);
    }
    return null;
  }

  private Candidate candidate(
      InvokeDynamicInsnNode dynamic,
      Where where,
      Handle referred,
      @Nullable String allocates,
      String name,
      @Nullable String field) {
    boolean constructor = name.equals("new");
    String owner = receiverType(dynamic, referred, where.view().hierarchy());
    return new Candidate(
        where.site(kind(), Types.simpleName(referred.getOwner()) + "::" + name, field),
        where.view(),
        dynamic,
        List.of(),
        allocates,
        constructor ? null : owner,
        constructor ? null : referred.getName(),
        false);
  }

  /**
   * The class that a method is called on. A compiler names the class that declares it ({@code Map})
   * where the receiver is known to be more ({@code ConcurrentMap}).
   */
  private static String receiverType(
      InvokeDynamicInsnNode dynamic, Handle referred, Hierarchy hierarchy) {
    boolean viaObject =
        referred.getTag() == Opcodes.H_INVOKEVIRTUAL
            || referred.getTag() == Opcodes.H_INVOKEINTERFACE;
    if (viaObject && dynamic.bsmArgs[2] instanceof Type called) {
      Type[] captured = Type.getArgumentTypes(dynamic.desc);
      Type[] arguments = captured.length > 0 ? captured : called.getArgumentTypes();
      if (arguments.length > 0
          && arguments[0].getSort() == Type.OBJECT
          && hierarchy.isSubtype(arguments[0].getInternalName(), referred.getOwner())
              == Hierarchy.Answer.YES) {
        return arguments[0].getInternalName();
      }
    }
    return referred.getOwner();
  }

  /** The method that a lambda factory's call site refers to, if it is one. */
  private static @Nullable Handle referred(InvokeDynamicInsnNode dynamic) {
    return dynamic.bsm.getOwner().equals(METAFACTORY)
            && dynamic.bsmArgs.length >= 3
            && dynamic.bsmArgs[1] instanceof Handle handle
        ? handle
        : null;
  }
}
