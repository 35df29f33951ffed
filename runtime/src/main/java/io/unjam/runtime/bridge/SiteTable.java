package io.unjam.runtime.bridge;

import io.unjam.runtime.record.Recorder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that edited code hands to hooks, and what each stands for.
 *
 * <p>Numbers are dense, start at 0 and are given for good: the same key has the same number after a
 * reload. All methods are thread-safe; readers take no lock. {@link #register} may be called while
 * class-loading locks are held: its lock is a leaf, under which nothing but JDK code runs.
 */
public final class SiteTable {

  private static final Object LOCK = new Object();
  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  /** Replaced by a longer copy; an element is there before {@link #count} says so. */
  private static volatile Site[] sites = new Site[0];

  private static volatile int count;

  private SiteTable() {}

  /**
   * The number of a site, given to it now if it has none. For a site that has one, only the
   * sampling interval is taken over (a reload may have changed it).
   *
   * @param key what makes the site the same after a reload: {@code
   *     className.method+descriptor#ordinal:operation}
   * @param description a sentence for people
   * @param owner the class, with dots
   * @param member the method's name and descriptor
   * @param line the line in the source, 0 when unknown
   * @param operation what is done there, as {@code ConcurrentHashMap.put}
   * @param sampleInterval one operation in this many is timed; 0: none
   * @return 0 or more
   * @throws IllegalArgumentException if the interval is negative
   */
  public static int register(
      String key,
      String description,
      String owner,
      String member,
      int line,
      String operation,
      int sampleInterval) {
    check(sampleInterval);
    synchronized (LOCK) {
      Integer known = NUMBERS.get(key);
      if (known != null) {
        Recorder.SHARED.setInterval(known, sampleInterval);
        return known;
      }
      int id = count;
      if (id == sites.length) {
        sites = Arrays.copyOf(sites, Math.max(64, 2 * id));
      }
      sites[id] = new Site(id, key, description, owner, member, line, operation);
      count = id + 1;
      NUMBERS.put(key, id);
      Recorder.SHARED.open(id, sampleInterval);
      return id;
    }
  }

  /** How many sites there are. */
  public static int count() {
    return count;
  }

  /**
   * A site by its number.
   *
   * @param id a number
   * @return what it stands for, or null if it was never given
   */
  public static @Nullable Site site(int id) {
    return id >= 0 && id < count ? sites[id] : null;
  }

  /**
   * A site as a sentence.
   *
   * @param id a number
   * @return its description, or "site N" if it was never given
   */
  public static String describe(int id) {
    Site site = site(id);
    return site == null ? "site " + id : site.description();
  }

  /**
   * One operation in this many is timed; 0: none.
   *
   * @param id a number
   */
  public static int sampleInterval(int id) {
    return Recorder.SHARED.configuredInterval(id);
  }

  /**
   * Changes how many operations one timed operation stands for; the same as {@code
   * Recorder.setInterval}.
   *
   * @param id a number that was given
   * @param sampleInterval 1 or more, or 0 to time none
   * @throws IllegalArgumentException if the interval is negative or the number was never given
   */
  public static void setSampleInterval(int id, int sampleInterval) {
    check(sampleInterval);
    if (site(id) == null) {
      throw new IllegalArgumentException("no site has number " + id);
    }
    Recorder.SHARED.setInterval(id, sampleInterval);
  }

  private static void check(int sampleInterval) {
    if (sampleInterval < 0) {
      throw new IllegalArgumentException("negative sampling interval: " + sampleInterval);
    }
  }
}
