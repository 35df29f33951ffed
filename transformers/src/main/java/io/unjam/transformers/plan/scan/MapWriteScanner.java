package io.unjam.transformers.plan.scan;

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
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Finds calls of a map's writing methods, through whatever type they are made. {@code
 * super.put(...)} is part of a subclass's own implementation and is none.
 */
public final class MapWriteScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.MAP_WRITE;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    int opcode = instruction.getOpcode();
    if (opcode != Opcodes.INVOKEVIRTUAL && opcode != Opcodes.INVOKEINTERFACE) {
      return null;
    }
    MethodInsnNode call = (MethodInsnNode) instruction;
    MethodView view = where.view();
    if (!MapWrites.contains(call.name, call.desc) || !Types.isMap(call.owner, view.hierarchy())) {
      return null;
    }
    MethodFlow flow = view.flow();
    if (flow != null && !flow.reaches(call)) {
      return null;
    }
    List<AbstractInsnNode> receiver = flow == null ? List.of() : flow.receiver(call);
    return new Candidate(
        where.site(
            kind(),
            Types.simpleName(call.owner) + "." + call.name,
            MethodView.nameOf(MethodFlow.fieldRead(receiver))),
        view,
        call,
        receiver,
        null,
        call.owner,
        call.name,
        MethodFlow.isThis(view.method(), receiver));
  }
}
