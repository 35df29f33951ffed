package io.unjam.agent.boot;

import io.unjam.runtime.bridge.Installation;
import io.unjam.runtime.bridge.KeptBytes;
import io.unjam.runtime.hook.HotKeyHooks;
import io.unjam.runtime.hook.MapHooks;
import io.unjam.transformers.edit.jdk.KeySetViewPatch;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Proxy;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The variants that are maps of ours, by action and name. */
  private static final List<String> NEED_PATCH = List.of("map/sharded", "map/hot-key");

  private final Instrumentation instrumentation;
  private @Nullable Patching inPlace;

  /** Has patched nothing yet. */
  ReplacedMaps(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Whether a rule asks for one. */
  private static boolean wanted(RuleFile rules) {
    for (Rule rule : rules.rules()) {
      if (isMapOfOurs(rule)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule has maps replaced by ones that need the patch. */
  static boolean isMapOfOurs(Rule rule) {
    return NEED_PATCH.contains(rule.variant().action() + "/" + rule.variant().name());
  }

  /**
   * Makes ready for the maps that rules ask for.
   *
   * @return the variants that this JVM can't keep and why, by action and name
   */
  Map<String, String> withheld(RuleFile rules) {
    String missing = wanted(rules) ? prepare(rules) : null;
    if (missing == null) {
      return Map.of();
    }
    Map<String, String> withheld = new LinkedHashMap<>();
    for (String variant : NEED_PATCH) {
      withheld.put(variant, missing);
    }
    return withheld;
  }

  /**
   * Patches the JDK and confirms that a key set of a map of ours is served by that map. A prologue
   * that is left behind when this fails does nothing, as there is no map of ours then.
   *
   * @return why no map may be replaced, or {@code null} if all is in place
   */
  private @Nullable String prepare(RuleFile rules) {
    if (inPlace != null || Installation.keySets() != null) {
      // Patched already, by this agent or by one that was here before.
      return refused(unconfirmed(rules));
    }
    Patching patching = new Patching();
    // Stays registered: another agent's retransformation would otherwise take the patch away.
    instrumentation.addTransformer(patching, true);
    String failure;
    try {
      retransform();
      failure = patching.refusal == null ? unconfirmed(rules) : patching.refusal;
    } catch (UnmodifiableClassException | ClassNotFoundException | LinkageError e) {
      failure = e.toString();
    }
    if (failure == null) {
      inPlace = patching;
      return null;
    }
    instrumentation.removeTransformer(patching);
    return refused(failure);
  }

  private static @Nullable String refused(@Nullable String failure) {
    return failure == null ? null : "the JDK's key sets can't be made to serve it: " + failure;
  }

  private void retransform() throws ClassNotFoundException, UnmodifiableClassException {
    Class<?>[] classes = new Class<?>[KeySetViewPatch.CLASSES.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Class.forName(KeySetViewPatch.CLASSES.get(i), false, null);
    }
    instrumentation.retransformClasses(classes);
  }

  /**
   * Ends the agent's part in it. Where maps of ours may live the key sets stay patched, by a
   * transformer that needs nothing of the agent; else they get their own bytes back.
   *
   * @return the classes that stay patched
   */
  List<String> release(boolean mapsMayLive) {
    Patching patching = inPlace;
    inPlace = null;
    if (patching == null) {
      return Installation.keySets() == null ? List.of() : KeySetViewPatch.CLASSES;
    }
    if (mapsMayLive) {
      KeptBytes kept = patching.kept();
      instrumentation.addTransformer(
          (ClassFileTransformer)
              Proxy.newProxyInstance(
                  ClassLoader.getPlatformClassLoader(),
                  new Class<?>[] {ClassFileTransformer.class},
                  kept),
          true);
      Installation.keepKeySets(kept);
      instrumentation.removeTransformer(patching);
      return KeySetViewPatch.CLASSES;
    }
    instrumentation.removeTransformer(patching);
    try {
      retransform();
      return List.of();
    } catch (UnmodifiableClassException | ClassNotFoundException | LinkageError e) {
      // They stay patched, which without a map of ours changes nothing; who detaches is told.
      return KeySetViewPatch.CLASSES;
    }
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
    private final KeptBytes kept = new KeptBytes();
    private volatile @Nullable String refusal;

    KeptBytes kept() {
      return kept;
    }

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
        byte[] patched = patch.patch(internalName, classFile);
        kept.add(internalName, classFile, patched);
        return patched;
      } catch (RuntimeException e) {
        // What a transformer throws, the JVM swallows: prepare() reports it.
        refusal = e.toString();
        return null;
      }
    }
  }
}
