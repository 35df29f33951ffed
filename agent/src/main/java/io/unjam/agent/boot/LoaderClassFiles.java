package io.unjam.agent.boot;

import io.unjam.runtime.bridge.AgentClassLoader;
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
   * What is in java.* only the platform has, so it alone is asked. A loader whose code, and its
   * parents', is the JDK's is asked in place: defining a class takes the same locks there. Whatever
   * else loaders do is the application's code and is asked aside, see AskedAside. An answer that
   * does not come in time is not remembered: the file is unknown, for this once, and whoever decides
   * by it can say why.
   *
   * A cache per loader is held softly: hierarchies are asked for in bursts, while a class and its
   * neighbours load, and forgetting them costs a read.
   */

  /** How long the application's loaders may take for a file. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** Files kept per loader. */
  private static final int FILES = 256;

  private static final byte[] NONE = {};

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
  private final Map<LoaderKey, SoftReference<Cache>> caches = new HashMap<>();
  private final @Nullable Console console;
  private final long patienceMillis;

  /** Made when a loader of the application is asked first: most programs have none. */
  private @Nullable AskedAside aside;

  private boolean ended;

  /**
   * Knows no file.
   *
   * @param console told of each loader that doesn't answer in time; {@code null} for nobody
   */
  LoaderClassFiles(@Nullable Console console) {
    this(console, PATIENCE_MILLIS);
  }

  /**
   * Knows no file.
   *
   * @param patienceMillis how long a loader of the application may take
   */
  LoaderClassFiles(@Nullable Console console, long patienceMillis) {
    this.console = console;
    this.patienceMillis = patienceMillis;
  }

  /** Ends the threads that ask; the application's own loaders are not asked any more. */
  synchronized void end() {
    ended = true;
    if (aside != null) {
      aside.end();
    }
  }

  private synchronized @Nullable AskedAside aside() {
    if (aside == null && !ended) {
      aside = new AskedAside(patienceMillis);
    }
    return aside;
  }

  /** The files that a class of one loader sees; for one thread. */
  interface View extends ClassFiles {
    /**
     * Which file was asked for in vain so far, first of all, and why that is unknown: a sentence
     * without the full stop; {@code null} where each was there or known not to be.
     */
    @Nullable String unknown();
  }

  /**
   * The files that a class of this loader sees.
   *
   * @param loader {@code null} for the bootstrap loader
   */
  View of(@Nullable ClassLoader loader) {
    ClassLoader asked = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    return new Files(asked, cache(asked));
  }

  private static boolean isPlatforms(String internalName) {
    return internalName.startsWith("java/");
  }

  /** Whether no code of the application runs when a loader is asked. */
  private static boolean isJdksOrOurs(ClassLoader loader) {
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      ClassLoader code = next.getClass().getClassLoader();
      if (code != null && !(code instanceof AgentClassLoader)) {
        return false;
      }
    }
    return true;
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

  private static byte[] read(ClassLoader loader, String internalName) {
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      return in == null ? NONE : in.readAllBytes();
    } catch (IOException | RuntimeException | LinkageError e) {
      // A loader that is closed, broken or half built: nothing is known about the type, and the
      // asker decides without it.
      return NONE;
    }
  }

  /** The view of one loader; lives as long as one transformation. */
  private final class Files implements View {
    private final ClassLoader loader;
    private final Cache cache;
    private @Nullable String unknown;

    Files(ClassLoader loader, Cache cache) {
      this.loader = loader;
      this.cache = cache;
    }

    @Override
    public byte @Nullable [] find(String internalName) {
      ClassLoader platform = ClassLoader.getPlatformClassLoader();
      if (isPlatforms(internalName) && loader != platform) {
        return new Files(platform, cache(platform)).find(internalName);
      }
      byte[] known = cache.get(internalName);
      if (known == null) {
        if (AskedAside.isAside() || isJdksOrOurs(loader)) {
          known = read(loader, internalName);
          cache.put(internalName, known);
        } else {
          AskedAside others = aside();
          FileQuestion question = new FileQuestion(internalName);
          AskedAside.Reply reply =
              others == null
                  ? new AskedAside.Reply(null, AskedAside.ENDED)
                  : others.answer(question, cache.manners);
          known = reply.bytes();
          if (unknown == null && reply.silence() != null) {
            unknown =
                question
                    + " is unknown, as the class loader "
                    + RuntimeSight.describe(loader)
                    + ' '
                    + reply.silence();
          }
        }
      }
      return known == null || known.length == 0 ? null : known;
    }

    @Override
    public @Nullable String unknown() {
      return unknown;
    }

    private final class FileQuestion extends AskedAside.Question {
      private final String name;

      FileQuestion(String name) {
        this.name = name;
      }

      @Override
      public String toString() {
        return name + ".class";
      }

      @Override
      byte[] ask() {
        byte[] found = read(loader, name);
        cache.put(name, found);
        return found;
      }

      @Override
      void tell() {
        if (console != null) {
          console.info(
              "the class loader "
                  + RuntimeSight.describe(loader)
                  + " did not hand out "
                  + name
                  + ".class in time: what depends on it is refused");
        }
      }
    }
  }

  /** The newest files of one loader; an empty array for a file that isn't there. */
  private static final class Cache {
    private final AskedAside.Manners manners = new AskedAside.Manners();
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
