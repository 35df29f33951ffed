package io.unjam.transformers.proof.combining;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.FieldNode;

/**
 * What the proof says about the sections of one method.
 *
 * @param lock the field of their lock; {@code null} where the class has none of that name
 * @param reason why the method's own thread has to run it; {@code null} where any may
 * @param lifted what the author's word vouches for; empty where the bytecode alone shows it
 */
public record Combinable(@Nullable FieldNode lock, @Nullable Reason reason, List<Reason> lifted) {

  public Combinable {
    lifted = List.copyOf(lifted);
  }
}
