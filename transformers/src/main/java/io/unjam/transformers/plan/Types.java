package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The platform types that candidates are about, by internal name. */
public final class Types {
  public static final String CONCURRENT_HASH_MAP = "java/util/concurrent/ConcurrentHashMap";
  public static final String CONCURRENT_MAP = "java/util/concurrent/ConcurrentMap";
  public static final String MAP = "java/util/Map";
  public static final String HASHTABLE = "java/util/Hashtable";

  public static final String HASH_SET = "java/util/HashSet";

  /** What {@code Collections.synchronizedMap} hands out. */
  public static final String SYNCHRONIZED_MAP = "java/util/Collections$SynchronizedMap";

  public static final String COLLECTORS = "java/util/stream/Collectors";
  public static final String REENTRANT_LOCK = "java/util/concurrent/locks/ReentrantLock";
  public static final String READ_WRITE_LOCK = "java/util/concurrent/locks/ReentrantReadWriteLock";
  public static final String SEMAPHORE = "java/util/concurrent/Semaphore";

  private static final Set<String> CONCURRENT_MAPS =
      Set.of(
          CONCURRENT_HASH_MAP,
          CONCURRENT_MAP,
          "java/util/concurrent/ConcurrentNavigableMap",
          "java/util/concurrent/ConcurrentSkipListMap",
          HASHTABLE,
          SYNCHRONIZED_MAP);

  private static final Set<String> PLAIN_MAPS =
      Set.of(
          MAP,
          "java/util/AbstractMap",
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap",
          "java/util/SortedMap",
          "java/util/NavigableMap",
          "java/util/WeakHashMap",
          "java/util/IdentityHashMap",
          "java/util/EnumMap");

  private static final Set<String> LOCKS =
      Set.of(
          "java/util/concurrent/locks/Lock",
          "java/util/concurrent/locks/ReadWriteLock",
          REENTRANT_LOCK,
          READ_WRITE_LOCK,
          "java/util/concurrent/locks/ReentrantReadWriteLock$ReadLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock$WriteLock",
          "java/util/concurrent/locks/StampedLock",
          SEMAPHORE);

  private Types() {}

  /** Whether a platform type is a map made for several threads. */
  public static boolean isConcurrentMap(@Nullable String type) {
    return type != null && CONCURRENT_MAPS.contains(type);
  }

  /** Whether a platform type is a map that promises nothing about threads. */
  public static boolean isPlainMap(@Nullable String type) {
    return type != null && PLAIN_MAPS.contains(type);
  }

  /** Whether a platform type is a lock of {@code java.util.concurrent.locks}, or a semaphore. */
  public static boolean isLock(@Nullable String type) {
    return type != null && LOCKS.contains(type);
  }

  /** Whether a type belongs to the platform, where the sets of this class are complete. */
  public static boolean isPlatform(String type) {
    return type.startsWith("java/") || type.startsWith("[");
  }

  /** Whether a type is, or is shown by its class files to be, a map made for several threads. */
  public static boolean isConcurrentMap(String type, Hierarchy hierarchy) {
    return isConcurrentMap(type)
        || (!isPlatform(type)
            && (hierarchy.isSubtype(type, CONCURRENT_MAP) == Hierarchy.Answer.YES
                || hierarchy.isSubtype(type, HASHTABLE) == Hierarchy.Answer.YES));
  }

  /** Whether a type is, or is shown by its class files to be, a map. */
  public static boolean isMap(String type, Hierarchy hierarchy) {
    return isConcurrentMap(type)
        || isPlainMap(type)
        || (!isPlatform(type) && hierarchy.isSubtype(type, MAP) == Hierarchy.Answer.YES);
  }

  /** {@code Orders$Line} for {@code com/acme/Orders$Line}. */
  public static String simpleName(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }
}
