package io.unjam.transformers.plan;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Finds the candidates of one kind. Stateless and thread-safe. */
public interface SiteScanner {
  /** What it finds. */
  SiteKind kind();

  /**
   * The candidate that an instruction is. Called for every instruction of a class that a rule may
   * touch, so it turns the many others away by opcode and names before it asks for more.
   *
   * @param where the instruction's place
   * @return {@code null} where it is none
   */
  @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where);

  /** The candidate that a method as a whole is, {@code null} where it is none. */
  default @Nullable Candidate candidateOf(Where where) {
    return null;
  }
}
