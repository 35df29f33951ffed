package io.unjam.transformers.proof.striping;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Ends a proof. */
final class StripingRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  StripingRefused(Obstacle obstacle, String reason) {
    this(obstacle, reason, null);
  }

  StripingRefused(Obstacle obstacle, String reason, @Nullable AbstractInsnNode instruction) {
    super(reason, null, false, false);
    this.reason = new Reason(obstacle, reason, instruction);
  }

  Reason reason() {
    return reason;
  }
}
