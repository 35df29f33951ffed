package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Finds methods that have code. */
public final class MethodScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.METHOD;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    return null;
  }

  @Override
  public @Nullable Candidate candidateOf(Where where) {
    if (where.view().method().instructions.size() == 0) {
      return null;
    }
    return new Candidate(
        where.site(kind(), "method", null), where.view(), null, List.of(), null, null, null, false);
  }
}
