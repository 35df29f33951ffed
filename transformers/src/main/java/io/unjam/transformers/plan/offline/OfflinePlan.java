package io.unjam.transformers.plan.offline;

import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.rule.RuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a rule file would do to an application, from its jars alone.
 *
 * @param plans of the classes with at least one decision, by class name
 * @param problems jars and classes that could not be read, each skipped
 * @param use what each rule found, in the file's order
 * @param classes how many class files were looked at
 * @param parsed how many of them a rule could touch and had to be parsed
 */
public record OfflinePlan(
    List<ClassPlan> plans, List<Problem> problems, List<RuleUse> use, int classes, int parsed) {
  public OfflinePlan {
    plans = List.copyOf(plans);
    problems = List.copyOf(problems);
    use = List.copyOf(use);
  }

  /** Hears how far the work is; called from several threads. */
  public interface Progress {
    /** Called now and then, and at the end with {@code done == of}. */
    void at(int done, int of);
  }

  private static final int BATCH = 256;

  /**
   * Plans all classes of some jars and folders, on all processors.
   *
   * @throws IOException if what was unpacked can't be removed again
   * @throws InterruptedException if the calling thread is interrupted; the work then stops
   */
  public static OfflinePlan of(RuleFile rules, List<Path> roots, Progress progress)
      throws IOException, InterruptedException {
    try (ClassPath path = ClassPath.open(roots)) {
      return of(rules, path, progress);
    }
  }

  private static OfflinePlan of(RuleFile rules, ClassPath path, Progress progress)
      throws InterruptedException {
    JdkClassFiles jdk = new JdkClassFiles();
    Hierarchy hierarchy =
        Hierarchy.over(
            name -> {
              byte[] bytes = path.find(name);
              return bytes == null ? jdk.find(name) : bytes;
            });
    Planner planner = Deciders.plannerFor(rules);
    List<String> names = path.names();
    AtomicInteger done = new AtomicInteger();
    List<Future<Batch>> futures = new ArrayList<>();
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      for (int from = 0; from < names.size(); from += BATCH) {
        List<String> part = names.subList(from, Math.min(names.size(), from + BATCH));
        futures.add(
            workers.submit(
                () -> {
                  Batch batch = new Batch();
                  for (String name : part) {
                    batch.plan(name, path, planner, hierarchy);
                  }
                  progress.at(done.addAndGet(part.size()), names.size());
                  return batch;
                }));
      }
      Batch all = new Batch();
      for (Future<Batch> future : futures) {
        all.add(future.get());
      }
      List<Problem> problems = new ArrayList<>(path.problems());
      problems.addAll(all.problems);
      all.plans.sort(Comparator.comparing(ClassPlan::className));
      return new OfflinePlan(all.plans, problems, planner.use(), names.size(), all.parsed);
    } catch (ExecutionException e) {
      throw new IllegalStateException("planning failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  /** What one worker found. */
  private static final class Batch {
    final List<ClassPlan> plans = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    int parsed;

    void plan(String name, ClassPath path, Planner planner, Hierarchy hierarchy) {
      if (!planner.coversName(name)) {
        return;
      }
      try {
        byte[] bytes = path.read(name);
        if (!planner.mayTouch(name, bytes)) {
          return;
        }
        parsed++;
        ClassPlan plan = planner.plan(bytes, hierarchy);
        if (!plan.decisions().isEmpty()) {
          plans.add(plan);
        }
      } catch (IOException | RuntimeException e) {
        problems.add(new Problem(path.origin(name), String.valueOf(e.getMessage())));
      }
    }

    void add(Batch other) {
      plans.addAll(other.plans);
      problems.addAll(other.problems);
      parsed += other.parsed;
    }
  }
}
