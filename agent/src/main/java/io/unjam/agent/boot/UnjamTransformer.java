package io.unjam.agent.boot;

import io.unjam.transformers.edit.Rewritten;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls for every class that is loaded or retransformed.
 *
 * <p>Runs under class-loading locks of the application: it loads none of the application's classes
 * (of its loaders it asks but for a class of ours, as {@link RuntimeSight} explains), waits for
 * nothing but, for a while, a file ({@link LoaderClassFiles}), and whatever happens in it the class
 * keeps its original bytes at worst.
 */
final class UnjamTransformer implements ClassFileTransformer {

  private final Probe probe;
  private final LoaderClassFiles files;
  private final DecisionStore decisions;
  private final Failures failures;
  private final RuntimeSight sight;
  private final Touched touched = new Touched();
  private volatile InForce inForce;

  UnjamTransformer(
      InForce inForce,
      Probe probe,
      LoaderClassFiles files,
      DecisionStore decisions,
      Failures failures,
      RuntimeSight sight) {
    this.inForce = inForce;
    this.probe = probe;
    this.files = files;
    this.decisions = decisions;
    this.failures = failures;
    this.sight = sight;
  }

  /** The rules by which classes are transformed now. */
  InForce inForce() {
    return inForce;
  }

  /** Which class loaders find what edited classes link to. */
  RuntimeSight sight() {
    return sight;
  }

  /** Which classes were edited, and by which rules. */
  Touched touched() {
    return touched;
  }

  /**
   * From now on classes are transformed by other rules; one that is under way may end by the old.
   */
  void use(InForce next) {
    inForce = next;
  }

  /**
   * Whether a class is none of the application's, or is hidden: such come without a name or are
   * made to look like their host.
   */
  static boolean isLeftAlone(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> classBeingRedefined) {
    return isPlatform(module, loader)
        || isOurs(className, loader)
        || (classBeingRedefined != null && classBeingRedefined.isHidden());
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] bytes) {
    if (className == null || isLeftAlone(module, loader, className, classBeingRedefined)) {
      return null;
    }
    InForce now = inForce;
    try {
      if (loader == probe.loader()) {
        return probe.rewriter().rewrite(bytes, files.of(loader)).edited();
      }
      boolean again = classBeingRedefined != null;
      if (!now.on() || !now.rewriter().mayTouch(className, bytes)) {
        if (again) {
          touched.set(loader, className.replace('/', '.'), Touched.ORIGINAL);
        }
        return null;
      }
      LoaderClassFiles.View seen = files.of(loader);
      Rewritten rewritten = now.rewriter().rewrite(bytes, seen);
      byte[] edited = rewritten.edited();
      if (rewritten.failure() != null) {
        failures.add(className.replace('/', '.'), rewritten.failure());
      } else {
        ClassPlan plan = explained(sight.seen(rewritten.plan(), loader), seen.unknown());
        decisions.add(plan, again, loader);
        if (!plan.hasEdits()) {
          edited = null;
        }
      }
      if (edited != null) {
        touched.set(loader, className.replace('/', '.'), now.number());
      } else if (again) {
        touched.set(loader, className.replace('/', '.'), Touched.ORIGINAL);
      }
      return edited;
    } catch (Throwable e) {
      // The boundary to the application: an error of ours, a full heap or a deep stack must not
      // keep its class from loading, and the JVM would swallow it without a word.
      failures.add(className.replace('/', '.'), e);
      return null;
    }
  }

  /** The plan, whose refusals say too what was not known when they were decided. */
  static ClassPlan explained(ClassPlan plan, @Nullable String unknown) {
    if (unknown == null) {
      return plan;
    }
    List<Decision> decisions = new ArrayList<>();
    for (Decision decision : plan.decisions()) {
      decisions.add(
          decision.verdict() == Verdict.REFUSED
              ? new Decision(
                  decision.site(),
                  decision.rule(),
                  decision.verdict(),
                  decision.reason() + " (" + unknown + ")",
                  decision.way())
              : decision);
    }
    return new ClassPlan(plan.className(), plan.sourceFile(), plan.digest(), decisions);
  }

  /** Whether a class is part of the JDK, by where it lies and not by its name. */
  static boolean isPlatform(@Nullable Module module, @Nullable ClassLoader loader) {
    return module != null
        && module.isNamed()
        && (loader == null || loader == ClassLoader.getPlatformClassLoader());
  }

  /**
   * Whether a class is one of ours, which a rule for all packages does not mean: an agent that
   * times itself times nothing else well, and a hook that is edited would call itself.
   *
   * @param name with dots or slashes
   */
  static boolean isOurs(String name, @Nullable ClassLoader loader) {
    if (loader == null) {
      return isIn("io.unjam.runtime.", name);
    }
    return loader == UnjamTransformer.class.getClassLoader() && isIn("io.unjam.", name);
  }

  private static boolean isIn(String packages, String name) {
    return name.replace('/', '.').startsWith(packages);
  }
}
