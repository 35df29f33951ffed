package io.unjam.agent.boot;

import io.unjam.runtime.hook.HotKeyHooks;
import io.unjam.runtime.hook.MapHooks;
import io.unjam.transformers.edit.jdk.KeySetViewPatch;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What has to be in place before the first map of an application is replaced: the prologue in the
 * JDK's {@code KeySetView}, which would otherwise read the table that a subclass of ours leaves
 * empty. Where it can't be put in, no map is replaced.
 */
final class ReplacedMaps {

  private ReplacedMaps() {}

  /** Whether a rule asks for one. */
  static boolean wanted(RuleFile rules) {
    for (Rule rule : rules.rules()) {
      if (isMapOfOurs(rule)) {
        return true;
      }
    }
    return false;
  }

  /** The rules that ask for none. */
  static RuleFile without(RuleFile rules) {
    List<Rule> others = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (!isMapOfOurs(rule)) {
        others.add(rule);
      }
    }
    return new RuleFile(rules.file(), others);
  }

  private static boolean isMapOfOurs(Rule rule) {
    String name = rule.variant().name();
    return rule.variant().action().equals("map")
        && (name.equals("sharded") || name.equals("hot-key"));
  }

  /**
   * Patches the JDK and confirms that a key set of a map of ours is served by that map. A prologue
   * that is left behind when this fails does nothing, as there is no map of ours then.
   *
   * @return why no map may be replaced, or {@code null} if all is in place
   */
  static @Nullable String prepare(Instrumentation instrumentation, RuleFile rules) {
    Patching patching = new Patching();
    // Stays registered: another agent's retransformation would otherwise take the patch away.
    instrumentation.addTransformer(patching, true);
    String failure;
    try {
      Class<?>[] classes = new Class<?>[KeySetViewPatch.CLASSES.size()];
      for (int i = 0; i < classes.length; i++) {
        classes[i] = Class.forName(KeySetViewPatch.CLASSES.get(i), false, null);
      }
      instrumentation.retransformClasses(classes);
      failure = patching.refusal == null ? unconfirmed(rules) : patching.refusal;
    } catch (UnmodifiableClassException | ClassNotFoundException | LinkageError e) {
      failure = e.toString();
    }
    if (failure == null) {
      return null;
    }
    instrumentation.removeTransformer(patching);
    return "the JDK's key sets can't be made to serve it: " + failure;
  }

  private static @Nullable String unconfirmed(RuleFile rules) {
    String failure = unconfirmed(MapHooks.newShardedKeySet(4));
    for (Rule rule : rules.rules()) {
      if (failure == null && rule.variant().name().equals("hot-key")) {
        preloadComputation();
        return unconfirmed(HotKeyHooks.newKeySet(4));
      }
    }
    return failure;
  }

  /** What a hot-key map loads beyond the life of a key set. */
  private static void preloadComputation() {
    HotKeyHooks.<String, String>newMap(1)
        .computeIfAbsent(
            "a",
            new Function<>() {
              @Override
              public String apply(String key) {
                return key;
              }
            });
  }

  /** Uses every patched body once; an unpatched one would see an empty table. */
  private static @Nullable String unconfirmed(Set<String> keys) {
    boolean added = keys.add("a") && keys.addAll(Set.of("b", "c"));
    List<String> walked = new ArrayList<>(keys);
    Consumer<String> walk =
        // No lambda: this runs before main.
        new Consumer<>() {
          @Override
          public void accept(String key) {
            walked.add(key);
          }
        };
    keys.iterator().forEachRemaining(walk);
    keys.spliterator().forEachRemaining(walk);
    keys.forEach(walk);
    if (!added || keys.size() != 3 || walked.size() != 12) {
      return "one of a map of ours holds " + keys.size() + " of 3 keys and shows " + walked;
    }
    if (!keys.removeAll(List.of("a", "b", "c")) || !keys.isEmpty()) {
      return "removeAll leaves " + keys.size() + " keys in one of a map of ours";
    }
    return null;
  }

  private static final class Patching implements ClassFileTransformer {
    private final KeySetViewPatch patch = new KeySetViewPatch();
    private volatile @Nullable String refusal;

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String internalName,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] classFile) {
      if (loader != null || internalName == null || !KeySetViewPatch.applies(internalName)) {
        return null;
      }
      try {
        return patch.patch(internalName, classFile);
      } catch (RuntimeException e) {
        // What a transformer throws, the JVM swallows: prepare() reports it.
        refusal = e.toString();
        return null;
      }
    }
  }
}
