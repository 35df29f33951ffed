package io.unjam.agent.boot;

import io.unjam.transformers.plan.Form;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The classes that were loaded in another form than their class files have: some of their methods
 * were {@code synchronized} and are methods with a block now, or some of their fields are final. A
 * class that was handed out in that form and then not defined, as its loader lost a race, is
 * counted all the same.
 *
 * <p>Safe for use by several threads, also inside a transformer: the lock is held for two map
 * accesses.
 */
final class ReshapedClasses {

  /** By class loader, then binary name. Guarded by itself. */
  private final Map<LoaderKey, Map<String, Form>> forms = new HashMap<>();

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

  /** Notes the form of a class. */
  void add(String className, @Nullable ClassLoader loader, Form form) {
    synchronized (forms) {
      for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
        forms.remove(dead);
      }
      forms
          .computeIfAbsent(new LoaderKey(defining(loader), gone), key -> new HashMap<>())
          .put(className, form);
    }
  }

  /** In what a class differs from its file. */
  Form form(String className, @Nullable ClassLoader loader) {
    synchronized (forms) {
      return forms
          .getOrDefault(new LoaderKey(defining(loader), null), Map.of())
          .getOrDefault(className, Form.AS_IT_IS);
    }
  }

  private static ClassLoader defining(@Nullable ClassLoader loader) {
    return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
  }

  /** Their binary names, in order. */
  List<String> names() {
    Set<String> names = new TreeSet<>();
    synchronized (forms) {
      for (Map.Entry<LoaderKey, Map<String, Form>> ofLoader : forms.entrySet()) {
        if (!ofLoader.getKey().refersTo(null)) {
          names.addAll(ofLoader.getValue().keySet());
        }
      }
    }
    return new ArrayList<>(names);
  }
}
