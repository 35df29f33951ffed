package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Finds methods declared {@code synchronized}. */
public final class SynchronizedMethodScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.SYNCHRONIZED_METHOD;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    return null;
  }

  @Override
  public @Nullable Candidate candidateOf(Where where) {
    int access = where.view().method().access;
    if ((access & Opcodes.ACC_SYNCHRONIZED) == 0) {
      return null;
    }
    return new Candidate(
        where.site(kind(), "synchronized method", null),
        where.view(),
        null,
        List.of(),
        null,
        null,
        null,
        (access & Opcodes.ACC_STATIC) == 0);
  }
}
