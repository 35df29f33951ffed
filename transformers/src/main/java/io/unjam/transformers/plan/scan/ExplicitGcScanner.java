package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Finds calls of {@code System.gc()} and {@code Runtime.gc()}. */
public final class ExplicitGcScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.EXPLICIT_GC;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    if (!(instruction instanceof MethodInsnNode call)
        || !Calls.isExplicitGc(call.owner, call.name, call.desc)) {
      return null;
    }
    return new Candidate(
        where.site(kind(), Types.simpleName(call.owner) + "." + call.name, null),
        where.view(),
        call,
        List.of(),
        null,
        call.owner,
        call.name,
        false);
  }
}
