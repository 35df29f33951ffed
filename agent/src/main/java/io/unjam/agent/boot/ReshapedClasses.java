package io.unjam.agent.boot;

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
 * The classes that were loaded in another form than their class files have, as some of their
 * methods were {@code synchronized} and are methods with a block now. A class that was handed out
 * in that form and then not defined, as its loader lost a race, is counted all the same.
 *
 * <p>Safe for use by several threads, also inside a transformer: the lock is held for two map
 * accesses.
 */
final class ReshapedClasses {

  /** By class loader, then binary name. Guarded by itself. */
  private final Map<LoaderKey, Map<String, Set<String>>> methods = new HashMap<>();

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

  /**
   * Notes the form of a class.
   *
   * @param changed the methods with a block, each as its name and descriptor in one
   */
  void add(String className, @Nullable ClassLoader loader, Set<String> changed) {
    synchronized (methods) {
      for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
        methods.remove(dead);
      }
      methods
          .computeIfAbsent(new LoaderKey(defining(loader), gone), key -> new HashMap<>())
          .put(className, changed);
    }
  }

  /** The methods of a class that have a block; empty for one that has the form of its file. */
  Set<String> methods(String className, @Nullable ClassLoader loader) {
    synchronized (methods) {
      return methods
          .getOrDefault(new LoaderKey(defining(loader), null), Map.of())
          .getOrDefault(className, Set.of());
    }
  }

  private static ClassLoader defining(@Nullable ClassLoader loader) {
    return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
  }

  /** Their binary names, in order. */
  List<String> names() {
    Set<String> names = new TreeSet<>();
    synchronized (methods) {
      for (Map.Entry<LoaderKey, Map<String, Set<String>>> ofLoader : methods.entrySet()) {
        if (!ofLoader.getKey().refersTo(null)) {
          names.addAll(ofLoader.getValue().keySet());
        }
      }
    }
    return new ArrayList<>(names);
  }
}
