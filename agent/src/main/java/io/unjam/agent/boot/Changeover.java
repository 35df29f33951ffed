package io.unjam.agent.boot;

import io.unjam.runtime.bridge.Switches;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.rule.RuleFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes what is in force while the application runs: other rules, off, on, nothing at all. Used
 * by one thread at a time; classes load meanwhile.
 */
final class Changeover {
  /*
   * The order is always: first the transformer is told, then the loaded classes are listed and sent through it. A class that loads
   * during this is transformed by the new rules, or it was handed to the transformer just before and is in the list, or (a window of
   * one definition of a class) it was transformed by the old rules and is not in the list yet. So there is a second pass over what
   * is loaded then, which sends what still carries the old number; the retransformation in between takes longer than the window.
   *
   * Each class changes as a whole: the JVM replaces its methods in one operation. Activations of the old methods run on to their end
   * with the old code, which stays right: whatever rules it was made by, each edit keeps its contract by itself.
   */

  private static final int PASSES = 2;

  private final UnjamTransformer transformer;
  private final LoadedClasses loaded;
  private final DecisionStore decisions;
  private final Failures failures;
  private final Retransformation retransformation;
  private final Pinning pinning;

  Changeover(
      UnjamTransformer transformer,
      LoadedClasses loaded,
      DecisionStore decisions,
      Failures failures,
      Retransformation retransformation,
      Pinning pinning) {
    this.transformer = transformer;
    this.loaded = loaded;
    this.decisions = decisions;
    this.failures = failures;
    this.retransformation = retransformation;
    this.pinning = pinning;
  }

  /**
   * Puts other rules into force: classes that old and new rules agree on are left alone, all others
   * are sent again.
   *
   * @param withheld the variants that this JVM can't keep and why, by action and name
   * @return how many classes were sent
   */
  int reload(RuleFile rules, Map<String, String> withheld) {
    InForce old = transformer.inForce();
    Rewriter next = new Rewriter(rules, new RegisteredSites(), withheld);
    InForce now = new InForce(old.number() + 1, rules, next, old.on());
    transformer.use(now);
    Touched touched = transformer.touched();
    Set<Class<?>> sent = new HashSet<>();
    Set<String> left = new HashSet<>();
    for (int pass = 0; pass < PASSES; pass++) {
      List<Class<?>> send = new ArrayList<>();
      for (Class<?> type : loaded.all()) {
        String name = type.getName();
        int number = touched.get(type);
        if (number == now.number() || sent.contains(type)) {
          continue;
        }
        boolean agreed = next.agreesOn(name, null, old.rewriter());
        if (!agreed) {
          // Most rules that cover a class by its name have nothing to say about what is in it.
          byte[] bytes = loaded.bytes(type);
          agreed = bytes != null && next.agreesOn(name, bytes, old.rewriter());
        }
        if (agreed) {
          keep(type, number, old, now);
          continue;
        }
        boolean wanted = now.on() && loaded.mayTouch(next, type);
        if (!wanted) {
          left.add(name);
        }
        if (wanted || number != Touched.ORIGINAL) {
          send.add(type);
        }
      }
      retransformation.run(send);
      sent.addAll(send);
    }
    for (ClassPlan plan : decisions.plans()) {
      if (!next.coversName(plan.className().replace('.', '/'))) {
        left.add(plan.className());
      }
    }
    decisions.forget(left);
    // Not before: methods with the old edits would bind threads anew.
    pinning.changed(old.rules(), rules);
    return sent.size();
  }

  /** A class that nothing changes for: its decisions are those of the new rules from now on. */
  private void keep(Class<?> type, int number, InForce old, InForce now) {
    if (number == old.number()) {
      transformer.touched().set(type.getClassLoader(), type.getName(), now.number());
    }
    if (loaded.mayTouch(now.rewriter(), type)) {
      byte[] bytes = loaded.bytes(type);
      if (bytes != null) {
        try {
          ClassPlan plan = now.rewriter().plan(bytes, loaded.files(type));
          decisions.renew(
              transformer.sight().seen(plan, type.getClassLoader()), type.getClassLoader());
        } catch (IllegalArgumentException unreadable) {
          // It keeps its bytes and its decisions; the reason was said when it was first read.
          failures.add(type.getName(), String.valueOf(unreadable.getMessage()));
        }
      }
    }
  }

  /**
   * Lets every edit act as the original: hooks at once, and what else edits do by giving the
   * classes their bytes back.
   *
   * @return how many classes were given their bytes back
   */
  int off() {
    Switches.svEdits(false);
    Switches.setRecording(false);
    pinning.release();
    InForce now = transformer.inForce();
    transformer.use(new InForce(now.number(), now.rules(), now.rewriter(), false));
    Set<String> names = decisions.makers();
    List<Class<?>> send = new ArrayList<>();
    for (Class<?> type : loaded.all()) {
      if (names.contains(type.getName()) && transformer.touched().get(type) != Touched.ORIGINAL) {
        send.add(type);
      }
    }
    retransformation.run(send);
    return send.size();
  }

  /**
   * Puts the edits into force again, also in classes that were loaded while they were off.
   *
   * @return how many classes were sent
   */
  int on() {
    InForce now = transformer.inForce();
    transformer.use(new InForce(now.number(), now.rules(), now.rewriter(), true));
    List<Class<?>> send = new ArrayList<>();
    for (Class<?> type : loaded.touchedBy(now.rewriter())) {
      if (transformer.touched().get(type) != now.number()) {
        send.add(type);
      }
    }
    retransformation.run(send);
    Switches.svEdits(true);
    pinning.again();
    Switches.setRecording(true);
    return send.size();
  }

  /** What came of giving all classes their bytes back. */
  record Restored(int classes, List<String> failed) {}

  /** Gives every edited class its bytes back, and leaves the switches off. */
  Restored restore() {
    Switches.svEdits(false);
    Switches.setRecording(false);
    pinning.release();
    InForce now = transformer.inForce();
    transformer.use(new InForce(now.number(), now.rules(), now.rewriter(), false));
    Touched touched = transformer.touched();
    Set<Class<?>> sent = new HashSet<>();
    for (int pass = 0; pass < PASSES; pass++) {
      List<Class<?>> send = new ArrayList<>();
      for (Class<?> type : loaded.all()) {
        if (touched.get(type) != Touched.ORIGINAL) {
          send.add(type);
        }
      }
      retransformation.run(send);
      sent.addAll(send);
    }
    List<String> failed = new ArrayList<>();
    for (Class<?> type : sent) {
      if (touched.get(type) != Touched.ORIGINAL) {
        failed.add(type.getName());
      }
    }
    return new Restored(sent.size(), failed);
  }
}
