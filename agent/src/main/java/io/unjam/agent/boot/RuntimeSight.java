package io.unjam.agent.boot;

import io.unjam.runtime.hook.GcHooks;
import io.unjam.runtime.variant.MapVariant;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a class loader of the application finds {@code io.unjam.runtime}, to which every edited
 * class links. Most do, as they ask the bootstrap loader for what they don't have. One that keeps
 * to itself and a few named packages (an OSGi bundle, a JBoss module, a sandbox) does not: an
 * edited class of it would fail with a {@code NoClassDefFoundError} where the application's code
 * ran before. Its sites are refused instead.
 *
 * <p>Safe for use by several threads, also inside a transformer.
 */
final class RuntimeSight {
  /*
   * The loader is asked as the JVM would ask it when it links the edited class: by loadClass. This runs while the loader defines a
   * class, and the JVM asks the same loader in the same place, under the same locks, for the superclass of what is being defined. So
   * a loader that can't be asked here can't define classes either. No lock of ours is held meanwhile; two threads may ask at once.
   *
   * OSGi bundles are the exception, as Felix gives another answer to callers from outside of its bundles (whom it lets see what the
   * framework itself sees) than to the JVM. So there the framework's own setting is read.
   */

  private static final String REMEDY =
      "does not find io.unjam.runtime: docs/class-loaders.md says what to set for OSGi and JBoss"
          + " Modules";

  private final Console console;
  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
  private final Map<LoaderKey, Boolean> known = new HashMap<>();

  /**
   * Knows no loader.
   *
   * @param console told once of each that doesn't find it
   */
  RuntimeSight(Console console) {
    this.console = console;
  }

  /**
   * What remains of a plan under a class loader.
   *
   * @param loader {@code null} for the bootstrap loader
   * @return the plan itself where the loader finds what edits need, or there are none; else one
   *     that refuses them
   */
  ClassPlan seen(ClassPlan plan, @Nullable ClassLoader loader) {
    if (loader == null || isJdks(loader) || !plan.hasEdits() || finds(loader)) {
      return plan;
    }
    List<Decision> decisions = new ArrayList<>();
    for (Decision decision : plan.decisions()) {
      decisions.add(
          decision.verdict() == Verdict.APPLIED
              ? new Decision(
                  decision.site(),
                  decision.rule(),
                  Verdict.REFUSED,
                  "the class loader " + describe(loader) + " " + REMEDY,
                  "")
              : decision);
    }
    return new ClassPlan(plan.className(), plan.sourceFile(), plan.digest(), decisions);
  }

  /** The loader of the class path and those of run-time images, which ask the bootstrap loader. */
  private static boolean isJdks(ClassLoader loader) {
    return loader.getClass().getName().startsWith("jdk.internal.loader.");
  }

  private boolean finds(ClassLoader loader) {
    LoaderKey key = new LoaderKey(loader, gone);
    synchronized (known) {
      for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
        known.remove(dead);
      }
      Boolean answer = known.get(key);
      if (answer != null) {
        return answer;
      }
    }
    boolean finds = ask(loader);
    boolean first;
    synchronized (known) {
      first = known.putIfAbsent(key, finds) == null;
    }
    if (first && !finds) {
      console.info(
          "the class loader " + describe(loader) + " " + REMEDY + "; its classes keep their bytes");
    }
    return finds;
  }

  private static boolean ask(ClassLoader loader) {
    BootDelegation osgi = BootDelegation.of(loader);
    if (osgi != null) {
      return osgi.covers(GcHooks.class.getPackageName())
          && osgi.covers(MapVariant.class.getPackageName());
    }
    try {
      return loader.loadClass(GcHooks.class.getName()) == GcHooks.class;
    } catch (ClassNotFoundException | RuntimeException | LinkageError notFound) {
      // Whatever a foreign loader throws: the JVM would get the same.
      return false;
    }
  }

  /** A loader in words: its name, where it has one, and its class. */
  static String describe(ClassLoader loader) {
    String name = loader.getName();
    return name == null
        ? loader.getClass().getName()
        : "'" + name + "' (" + loader.getClass().getName() + ")";
  }

  /** As {@link #describe}, told from other loaders of its class that have no name. */
  static String distinct(ClassLoader loader) {
    return loader.getName() == null
        ? describe(loader) + '@' + Integer.toHexString(System.identityHashCode(loader))
        : describe(loader);
  }
}
