package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Instructions;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.proof.striping.Reason;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Tells the proof about a striped lock to people. */
final class StripingWords {
  private StripingWords() {}

  /** The proof of a lock and its maps, or what breaks it. */
  static List<Step> ofTheLock(@Nullable Striping striping) {
    if (striping == null) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>(striping.steps());
    for (Section section : striping.sections()) {
      steps.add(step(section));
    }
    Reason reason = striping.reason();
    if (reason != null) {
      steps.add(new Step("here the proof ends: " + first(reason.text()), instruction(reason)));
    }
    return steps;
  }

  /** The proof of one section, or what makes it take all stripes. */
  static List<Step> ofTheSection(@Nullable Striping striping, @Nullable AbstractInsnNode lock) {
    if (striping == null) {
      return List.of();
    }
    for (Section section : striping.sections()) {
      if (section.lock() == lock) {
        return List.of(step(section));
      }
    }
    return ofTheLock(striping);
  }

  private static Step step(Section section) {
    String where =
        section.method().name + ", from line " + section.line() + " to " + ends(section) + ", ";
    Reason reason = section.reason();
    if (reason != null) {
      List<String> details = new ArrayList<>(section.details());
      details.addAll(instruction(reason));
      return new Step(where + "takes all stripes: " + reason.text(), details);
    }
    Section.Key key = section.key();
    String name = key == null ? "" : key.name();
    String box = key == null ? null : key.box();
    List<String> details = new ArrayList<>();
    details.add(
        "it is about one key, which lies unchanged in "
            + name
            + " from lock to unlock"
            + (box == null ? "" : ", as " + box.replace('/', '.')));
    details.addAll(section.details());
    details.add(
        "it writes no field, touches no array, takes no other lock and looks into no value of the"
            + " map");
    for (MethodInsnNode effect : section.effects()) {
      details.add(
          "from its first call of "
              + effect.name
              + " to its end it runs alone among the sections with such calls, as that method may"
              + " not be made for two threads");
    }
    return new Step(where + "takes the stripe of " + name, details);
  }

  private static String ends(Section section) {
    Set<String> lines = new LinkedHashSet<>();
    for (AbstractInsnNode unlock : section.unlocks()) {
      lines.add(String.valueOf(Instructions.line(unlock)));
    }
    return lines.isEmpty() ? "nowhere" : String.join(" or ", lines);
  }

  private static List<String> instruction(Reason reason) {
    AbstractInsnNode at = reason.instruction();
    return at == null ? List.of() : List.of("the instruction: " + Instructions.text(at));
  }

  /** The sections' own reasons stand beside them already. */
  private static String first(String reason) {
    int more = reason.indexOf(';');
    return more < 0 ? reason : reason.substring(0, more);
  }
}
