package io.unjam.agent.boot;

import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be in place before the first map of an application is replaced: the subclass itself,
 * and the prologue in the JDK's {@code KeySetView}, which would otherwise read the table that a
 * subclass of ours leaves empty. Where one is missing, no map is replaced.
 */
final class ShardedMaps {

  private static final String MAP = "io.unjam.runtime.variant.ShardedConcurrentHashMap";

  /**
   * By name, so that the JDK is patched by what is in this jar or by nothing: {@code static String
   * install(Instrumentation)}, {@code null} once the patch is confirmed, else why there is none.
   */
  private static final String PATCH = "io.unjam.transformers.edit.jdk.KeySetViewPatch";

  private ShardedMaps() {}

  /** Whether a rule asks for one. */
  static boolean wanted(RuleFile rules) {
    for (Rule rule : rules.rules()) {
      if (isSharded(rule)) {
        return true;
      }
    }
    return false;
  }

  /** The rules that ask for none. */
  static RuleFile without(RuleFile rules) {
    List<Rule> others = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (!isSharded(rule)) {
        others.add(rule);
      }
    }
    return new RuleFile(rules.file(), others);
  }

  private static boolean isSharded(Rule rule) {
    return rule.variant().action().equals("map") && rule.variant().name().equals("sharded");
  }

  /**
   * Prepares the JDK.
   *
   * @return why no map may be replaced, or {@code null} if all is in place
   */
  static @Nullable String prepare(Instrumentation instrumentation) {
    try {
      Class.forName(MAP, true, null);
      return (String)
          Class.forName(PATCH)
              .getMethod("install", Instrumentation.class)
              .invoke(null, instrumentation);
    } catch (InvocationTargetException e) {
      return "the JDK's key sets can't be patched: " + e.getCause();
    } catch (ReflectiveOperationException | LinkageError e) {
      return "this build has no sharded map: " + e;
    }
  }
}
