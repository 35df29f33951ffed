package io.unjam.transformers.proof.striping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * One section of the lock, from a {@code lock()} to its {@code unlock()}s, or of a monitor, from
 * its {@code monitorenter} to its {@code monitorexit}s.
 *
 * @param method where it is
 * @param line where it begins
 * @param lock the instruction that begins it
 * @param monitor the local in which a {@code synchronized} block keeps its monitor; -1 for a lock
 * @param unlocks the instructions that end it, one on each way
 * @param key what it is about; {@code null} where it takes all stripes
 * @param effects calls in it that may not run in two threads at once
 * @param reason why it takes all stripes; {@code null} where it doesn't
 * @param details what it does, as far as the proof had to know, one sentence each
 */
public record Section(
    MethodNode method,
    int line,
    AbstractInsnNode lock,
    int monitor,
    List<AbstractInsnNode> unlocks,
    @Nullable Key key,
    List<MethodInsnNode> effects,
    @Nullable Reason reason,
    List<String> details) {

  public Section {
    unlocks = List.copyOf(unlocks);
    effects = List.copyOf(effects);
    details = List.copyOf(details);
  }

  /** Why it takes all stripes, a sentence without its full stop; empty where it doesn't. */
  public String whole() {
    return reason == null ? "" : reason.text();
  }

  /**
   * A key as it is at hand at every end of its section.
   *
   * @param local the local that holds it
   * @param name what the source calls that local, or its number
   * @param box internal name of the class that boxes it; {@code null} for a reference
   */
  public record Key(int local, String name, @Nullable String box) {}
}
