package io.unjam.transformers.plan.offline;

import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Instructions;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.Planner.Judged;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.rule.RuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * A decision with what it rests on.
 *
 * @param decision the decision
 * @param instruction the site's instruction in one line; {@code null} where the site is a method
 * @param steps the proof, or what breaks it; empty where the decision's reason says all there is
 */
public record Explained(Decision decision, @Nullable String instruction, List<Step> steps) {

  public Explained {
    steps = List.copyOf(steps);
  }

  /**
   * Explains every decision about some places.
   *
   * @param places as {@link io.unjam.transformers.plan.Site#place} names them
   * @param classNames binary names of the classes that they are in
   * @throws IOException if a class can't be read, or what was unpacked can't be removed
   */
  public static List<Explained> of(
      RuleFile rules, List<Path> roots, Set<String> places, Set<String> classNames)
      throws IOException {
    List<Explained> explained = new ArrayList<>();
    try (ClassPath path = ClassPath.open(roots)) {
      JdkClassFiles jdk = new JdkClassFiles();
      Hierarchy hierarchy =
          Hierarchy.over(
              name -> {
                byte[] bytes = path.find(name);
                return bytes == null ? jdk.find(name) : bytes;
              });
      Planner planner = Deciders.plannerFor(rules);
      for (String name : new LinkedHashSet<>(classNames)) {
        Judged judged = planner.judge(path.read(name.replace('.', '/')), hierarchy);
        for (int i = 0; i < judged.candidates().size(); i++) {
          Decision decision = judged.plan().decisions().get(i);
          if (places.contains(decision.site().place())) {
            Candidate candidate = judged.candidates().get(i);
            AbstractInsnNode insn = candidate.instruction();
            explained.add(
                new Explained(
                    decision,
                    insn == null ? null : Instructions.text(insn),
                    planner.explain(candidate, decision)));
          }
        }
      }
    }
    return explained;
  }
}
