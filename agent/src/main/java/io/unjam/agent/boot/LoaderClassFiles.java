package io.unjam.agent.boot;

import io.unjam.transformers.classfile.ClassFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Class files as the application's class loaders hand them out as resources: no class is loaded, no
 * loader is kept alive.
 *
 * <p>Safe for use by several threads.
 */
final class LoaderClassFiles {
  /*
   * Runs inside transformers, that is under class-loading locks of the application. So nothing here
   * calls a foreign loader while it holds a lock of ours: a look-up is cache, then (unlocked) the
   * loader, then cache again. Two threads may read the same file at once; both get the same bytes.
   * Loaders are compared by identity and never asked for hashCode or equals, which they may have
   * overridden.
   *
   * A cache per loader is held softly: hierarchies are asked for in bursts, while a class and its
   * neighbours load, and forgetting them costs a read.
   */

  /** Files kept per loader. */
  private static final int FILES = 256;

  private static final byte[] NONE = {};

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
  private final Map<LoaderKey, SoftReference<Cache>> caches = new HashMap<>();

  /**
   * The files that a class of this loader sees.
   *
   * @param loader {@code null} for the bootstrap loader
   */
  ClassFiles of(@Nullable ClassLoader loader) {
    ClassLoader asked = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    return new Files(asked, cache(asked));
  }

  private Cache cache(ClassLoader loader) {
    synchronized (caches) {
      for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
        caches.remove(dead);
      }
      LoaderKey key = new LoaderKey(loader, gone);
      SoftReference<Cache> held = caches.get(key);
      Cache cache = held == null ? null : held.get();
      if (cache == null) {
        cache = new Cache();
        caches.remove(key);
        caches.put(key, new SoftReference<>(cache));
      }
      return cache;
    }
  }

  /** The view of one loader; lives as long as one transformation. */
  private static final class Files implements ClassFiles {
    private final ClassLoader loader;
    private final Cache cache;

    Files(ClassLoader loader, Cache cache) {
      this.loader = loader;
      this.cache = cache;
    }

    @Override
    public byte @Nullable [] find(String internalName) {
      byte[] known = cache.get(internalName);
      if (known == null) {
        known = read(internalName);
        cache.put(internalName, known);
      }
      return known.length == 0 ? null : known;
    }

    private byte[] read(String internalName) {
      try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
        return in == null ? NONE : in.readAllBytes();
      } catch (IOException | RuntimeException | LinkageError e) {
        // A loader that is closed, broken or half built: nothing is known about the type, and the
        // asker decides without it.
        return NONE;
      }
    }
  }

  /** The newest files of one loader; an empty array for a file that isn't there. */
  private static final class Cache {
    private final Map<String, byte[]> files =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > FILES;
          }
        };

    byte @Nullable [] get(String name) {
      synchronized (files) {
        return files.get(name);
      }
    }

    void put(String name, byte[] bytes) {
      synchronized (files) {
        files.put(name, bytes);
      }
    }
  }
}
