package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.rule.RuleFile;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InsnNode;

/** Rewriters that are broken on purpose, by the seam that tests of this package have. */
public final class BrokenEdits {

  private BrokenEdits() {}

  /** Each edit takes a value off the stack that it never put there: what comes out is invalid. */
  public static Rewriter invalid(RuleFile rules) {
    return new Rewriter(rules, new NoIds(), new Always(new Popping()));
  }

  /** Each edit throws. */
  public static Rewriter throwing(RuleFile rules) {
    return new Rewriter(rules, new NoIds(), new Always(new Throwing()));
  }

  private record Always(Edit edit) implements EditChoice {
    @Override
    public Edit of(Decision decision) {
      return edit;
    }
  }

  private static final class NoIds implements SiteIds {
    @Override
    public int idOf(Decision decision) {
      return 0;
    }
  }

  private static final class Popping implements Edit {
    @Override
    public void apply(Candidate candidate, Decision decision, EditedMethod method) {
      method.code().insertBefore(candidate.instruction(), new InsnNode(Opcodes.POP2));
      method.code().insertBefore(candidate.instruction(), new InsnNode(Opcodes.POP2));
    }
  }

  private static final class Throwing implements Edit {
    @Override
    public void apply(Candidate candidate, Decision decision, EditedMethod method) {
      throw new IllegalStateException("broken on purpose");
    }
  }
}
