package io.unjam.transformers.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a rule can say: the actions, their variants, the options and the words of each. Rule
 * parser, JSON Schema, rule reference and planner read this one list. Immutable and thread-safe.
 *
 * <p>Built while the agent starts, so by plain constructor calls: nothing here bootstraps a lambda.
 */
public final class Catalog {
  /** Asked for only where a serializer that writes class names is on the class path. */
  public static final AssumeWord CLASS_IDENTITY_UNUSED =
      new AssumeWord(
          "class-identity-unused",
          "Nothing asks for the exact class of the replaced object: no getClass() comparison, no"
              + " serializer that writes type names (Kryo, Jackson with type ids, XStream).",
          "Such code sees the name of Unjam's class, and data that carry it can't be read by an"
              + " application without the agent.");

  private static final AssumeWord FAIRNESS_NOT_REQUIRED =
      new AssumeWord(
          "fairness-not-required",
          "No caller relies on the lock being granted in the order of arrival.",
          "A thread that waits may be overtaken by threads that came later, each of them a bounded"
              + " number of times.");

  private static final AssumeWord JOURNAL_ORDER_ACROSS_KEYS =
      new AssumeWord(
          "journal-order-across-keys",
          "Records that sections write about different keys may reach their journal, log or"
              + " listener in another order than the sections ran, and what is called there never"
              + " comes back to the class whose lock is held.",
          "A reader that replays the journal, or counts on its order between keys, sees an order"
              + " that never happened; a listener that comes back for another key may deadlock.");

  private static final AssumeWord JOURNAL_THREAD_SAFE =
      new AssumeWord(
          "journal-thread-safe",
          "The journal, log or listener that sections call may be called by several threads at"
              + " once, in sections about different keys. Without the word such calls run one at a"
              + " time, unless the called method is seen to take its object's monitor.",
          "What the lock protected in the journal is corrupted by threads that call it at the same"
              + " time.");

  private static final AssumeWord READS_MAY_LAG =
      new AssumeWord(
          "reads-may-lag",
          "A reader may see a write later than the writer's call returned.",
          "A thread that reads back what another has just written may still see the old value.");

  /** For maps that took one lock for every call. */
  public static final AssumeWord MAP_MONITOR_UNUSED =
      new AssumeWord(
          "map-monitor-unused",
          "Nobody synchronizes on the map or waits on it, and neither functions that are handed to"
              + " it (compute, merge) nor its keys' and values' hashCode and equals count on"
              + " running one at a time.",
          "Steps that such a block or function makes one are mixed with other threads' writes; two"
              + " functions that write each other's keys may wait for each other.");

  /** For maps whose operations on the whole were one step. */
  public static final AssumeWord SNAPSHOTS_UNUSED =
      new AssumeWord(
          "snapshots-unused",
          "No operation on the whole map (size, clear, putAll, a copy, a walk) has to see or change"
              + " it at one moment, and nothing counts on a ConcurrentModificationException.",
          "A count, copy or walk may mix what was there before another thread's writes with what"
              + " was there after; a walk during a write goes on instead of failing.");

  /** For maps whose order of iteration changes. */
  public static final AssumeWord ORDER_UNUSED =
      new AssumeWord(
          "order-unused",
          "Nothing relies on the order in which the map iterates.",
          "Output, paging or tie-breaking that follows the map's iteration order changes.");

  private static final AssumeWord RUNNING_THREAD_UNUSED =
      new AssumeWord(
          "running-thread-unused",
          "The operations don't depend on which thread runs them: no thread locals, no thread's"
              + " name, no security or transaction context of the caller. They take no other lock,"
              + " wait for no other thread and end soon.",
          "An operation that another thread runs on its caller's behalf sees that other thread's"
              + " context; one that wants a lock of its caller's, or waits for the thread that runs"
              + " it, hangs.");

  private static final AssumeWord YIELD_NOT_REQUIRED =
      new AssumeWord(
          "yield-not-required",
          "No other thread has to run for this code to go on: it isn't waiting for one.",
          "A loop that waits for another thread keeps the processor from the very thread it waits"
              + " for, and becomes slower by orders of magnitude.");

  private static final AssumeWord EXPLICIT_GC_NOT_REQUIRED =
      new AssumeWord(
          "explicit-gc-not-required",
          "Nothing depends on a collection at this point: no direct buffers, file mappings,"
              + " references or finalizers that are only freed because the application asks.",
          "Memory that only such a collection frees stays held until the JVM collects of its own"
              + " accord.");

  /** The options of {@code time} that have to ascend. */
  public static final List<String> SPIKE_LEVELS = List.of("level1", "level2", "level3");

  /** The option of {@code time} by which synchronized methods become blocks. */
  public static final String METHOD_WAITS = "method-waits";

  private static final List<Variant> ALL = List.copyOf(build());
  private static final List<String> ACTIONS = List.copyOf(actionsOf(ALL));
  private static final List<AssumeWord> WORDS = List.copyOf(wordsOf(ALL));

  private Catalog() {}

  /** All variants, those of one action together, in the order of the documentation. */
  public static List<Variant> all() {
    return ALL;
  }

  /** The action keys a rule may have, in the order of the documentation. */
  public static List<String> actions() {
    return ACTIONS;
  }

  /** Every word that some variant knows, each once. */
  public static List<AssumeWord> words() {
    return WORDS;
  }

  /** The variants of one action; empty where there is no such action. */
  public static List<Variant> of(String action) {
    List<Variant> found = new ArrayList<>();
    for (Variant variant : ALL) {
      if (variant.action().equals(action)) {
        found.add(variant);
      }
    }
    return found;
  }

  /** The variant {@code name} of {@code action}, or {@code null}. */
  public static @Nullable Variant find(String action, String name) {
    for (Variant variant : ALL) {
      if (variant.action().equals(action) && variant.name().equals(name)) {
        return variant;
      }
    }
    return null;
  }

  /**
   * What a rule gets that names the action without a variant: the action's only variant, or {@code
   * yield: auto}; {@code null} where the rule has to choose.
   */
  public static @Nullable Variant defaultVariant(String action) {
    if (action.equals("yield")) {
      return find("yield", "auto");
    }
    List<Variant> variants = of(action);
    return variants.size() == 1 ? variants.get(0) : null;
  }

  /**
   * Whether rules of {@code action} write {@code variant:} at all. An action whose only variant
   * bears its own name ({@code time}, {@code pin}) has nothing to choose.
   */
  public static boolean takesVariant(String action) {
    return find(action, action) == null;
  }

  /**
   * The parts of {@code at:} that can narrow down the sites of {@code action}, in the order of the
   * documentation. A part that no site of the action has would make a rule that never matches, so
   * the parser refuses it.
   */
  public static List<String> placeParts(String action) {
    return switch (action) {
      case "map" -> List.of("class", "package", "method", "field", "new", "call");
      case "yield", "gc" -> List.of("class", "package", "method", "call");
      case "pin" -> List.of("class", "package", "method");
      default -> List.of("class", "package", "method", "field", "new", "call", "lock");
    };
  }

  private static List<String> actionsOf(List<Variant> variants) {
    List<String> actions = new ArrayList<>();
    for (Variant variant : variants) {
      if (!actions.contains(variant.action())) {
        actions.add(variant.action());
      }
    }
    return actions;
  }

  private static List<AssumeWord> wordsOf(List<Variant> variants) {
    List<AssumeWord> words = new ArrayList<>();
    for (Variant variant : variants) {
      for (AssumeWord word : variant.assume()) {
        if (!holds(words, word.word())) {
          words.add(word);
        }
      }
    }
    return words;
  }

  /** By text: a record's equals is bootstrapped on first use, which costs a start-up dearly. */
  private static boolean holds(List<AssumeWord> words, String text) {
    for (AssumeWord word : words) {
      if (word.word().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static List<Variant> build() {
    List<Variant> all = new ArrayList<>();
    addMaps(all);
    addLocks(all);
    addThreads(all);
    return all;
  }

  private static void addMaps(List<Variant> all) {
    all.add(
        new Variant(
            "map",
            "sharded",
            SafetyClass.TRANSPARENT,
            true,
            "Makes the map a ConcurrentHashMap over several tables that grow independently, so that"
                + " a growing table or a locked bin holds up only its share of the writers.",
            List.of(optional("shards", 1, 4096, 64L, "Number of independent tables.")),
            List.of(CLASS_IDENTITY_UNUSED)));
    all.add(
        new Variant(
            "map",
            "batched",
            SafetyClass.TRANSPARENT,
            false,
            "Lets writers append to a bounded buffer per shard that is drained into the map in"
                + " batches; a read finds entries that are still in the buffer. For puts to a few"
                + " hot keys take hot-key, which exchanges the value at once.",
            List.of(
                optional(
                    "buffer",
                    16,
                    65_536,
                    1024L,
                    "Entries a shard's buffer holds before a writer has to drain it.")),
            List.of(READS_MAY_LAG, CLASS_IDENTITY_UNUSED)));
    all.add(
        new Variant(
            "map",
            "get-first",
            SafetyClass.TRANSPARENT,
            true,
            "Makes computeIfAbsent and putIfAbsent look for the key before they lock its bin, and"
                + " on request a put of the very object that is there.",
            List.of(
                new Option(
                    "puts",
                    Option.Type.BOOL,
                    0,
                    0,
                    false,
                    false,
                    "Whether put looks too: for puts that mostly store the object that is there;"
                        + " any other pays for the look.")),
            List.of()));
    all.add(
        new Variant(
            "map",
            "presized",
            SafetyClass.TRANSPARENT,
            true,
            "Creates the map with room for its final size, so that it never grows under load.",
            List.of(
                required(
                    "capacity", 1, 1 << 30, "Number of mappings to make room for from the start.")),
            List.of()));
    all.add(
        new Variant(
            "map",
            "hot-key",
            SafetyClass.TRANSPARENT,
            true,
            "Makes the map a ConcurrentHashMap in which writes of a key that is there exchange its"
                + " value without a lock; compute stays atomic.",
            List.of(optional("shards", 1, 4096, 16L, "Number of tables that grow on their own.")),
            List.of(CLASS_IDENTITY_UNUSED)));
    all.add(concurrent());
  }

  private static Variant concurrent() {
    return new Variant(
        "map",
        "concurrent",
        SafetyClass.PROVEN,
        true,
        "Makes a Hashtable, or a synchronizedMap of a new HashMap, a map of the same type in which"
            + " no call takes a lock of the whole: proven where it stays in private fields and is"
            + " asked about single keys alone, else by the words.",
        List.of(optional("shards", 1, 4096, 16L, "Number of tables that grow on their own.")),
        List.of(MAP_MONITOR_UNUSED, SNAPSHOTS_UNUSED, ORDER_UNUSED, CLASS_IDENTITY_UNUSED));
  }

  private static Option level(int level, long micros) {
    return optional(
        SPIKE_LEVELS.get(level - 1),
        1,
        60_000_000,
        micros,
        "Microseconds above which an operation is a spike of level " + level + ".");
  }

  private static void addLocks(List<Variant> all) {
    all.add(
        new Variant(
            "lock",
            "striped",
            SafetyClass.PROVEN,
            true,
            "Splits a lock, or the monitor of an object or a class, and the maps and sets it guards, by"
                + " key, into stripes of all; sections without a single key take all stripes in"
                + " order.",
            List.of(
                optional("stripes", 2, 4096, 64L, "Number of stripes."),
                new Option(
                    "guards",
                    Option.Type.WORDS,
                    0,
                    0,
                    null,
                    true,
                    "Names of the fields of maps and sets that the lock guards, in the lock's own class.")),
            List.of(
                JOURNAL_ORDER_ACROSS_KEYS,
                JOURNAL_THREAD_SAFE,
                ORDER_UNUSED,
                CLASS_IDENTITY_UNUSED)));
    all.add(
        new Variant(
            "lock",
            "reader-sharded",
            SafetyClass.TRANSPARENT,
            true,
            "Makes a ReentrantReadWriteLock whose readers don't share a cache line; turns itself"
                + " off while writes are frequent.",
            List.of(),
            List.of(CLASS_IDENTITY_UNUSED)));
    all.add(
        new Variant(
            "lock",
            "gated",
            SafetyClass.TRANSPARENT,
            false,
            "Admits a bounded number of contenders to the lock; the rest wait passively.",
            List.of(
                optional("admit", 1, 1024, 1L, "Number of threads that may contend at a time.")),
            List.of()));
    all.add(
        new Variant(
            "lock",
            "batched",
            SafetyClass.PROVEN,
            true,
            "Lets the lock's holder run the short sections of other threads that wait, in one"
                + " batch: proven for methods without a loop that call little, else by the word."
                + " Seldom faster: measure it.",
            List.of(),
            List.of(RUNNING_THREAD_UNUSED, CLASS_IDENTITY_UNUSED)));
    all.add(
        new Variant(
            "lock",
            "unfair",
            SafetyClass.ASSUMED,
            true,
            "Turns a fair lock into one that arriving threads may take at once, a bounded number of"
                + " times before the longest waiter gets it.",
            List.of(),
            List.of(FAIRNESS_NOT_REQUIRED, CLASS_IDENTITY_UNUSED)));
  }

  private static void addThreads(List<Variant> all) {
    all.add(
        new Variant(
            "yield",
            "auto",
            SafetyClass.PROVEN,
            true,
            "Takes Thread.yield() out of loops that are proven to make progress of their own, has"
                + " loops that only wait for another thread yield, then park, and leaves"
                + " it everywhere else.",
            List.of(),
            List.of()));
    all.add(
        new Variant(
            "yield",
            "strip",
            SafetyClass.ASSUMED,
            true,
            "Takes Thread.yield() out without a proof.",
            List.of(),
            List.of(YIELD_NOT_REQUIRED)));
    all.add(
        new Variant(
            "yield",
            "keep",
            SafetyClass.TRANSPARENT,
            true,
            "Leaves Thread.yield() where it is: an exception from a wider rule that comes later in"
                + " the file.",
            List.of(),
            List.of()));
    all.add(
        new Variant(
            "gc",
            "strip",
            SafetyClass.ASSUMED,
            true,
            "Takes calls of System.gc() and Runtime.gc() out.",
            List.of(),
            List.of(EXPLICIT_GC_NOT_REQUIRED)));
    all.add(
        new Variant(
            "time",
            "time",
            SafetyClass.TRANSPARENT,
            true,
            "Measures how long map writes take, and how long locks and monitors are waited for and"
                + " held, per site, and changes nothing else.",
            List.of(
                optional(
                    "sample", 1, 65_536, 16L, "One in how many operations is timed; 1 times all."),
                level(1, 200L),
                level(2, 500L),
                level(3, 2_000L),
                new Option(
                    METHOD_WAITS,
                    Option.Type.BOOL,
                    0,
                    0,
                    false,
                    false,
                    "Whether classes are loaded with blocks in place of synchronized methods, which"
                        + " means the same and shows how long they are waited for; otherwise it is"
                        + " known how long they are held.")),
            List.of()));
    all.add(
        new Variant(
            "pin",
            "pin",
            SafetyClass.TRANSPARENT,
            true,
            "Binds threads to a processor each, by their names, as they come to a method that the"
                + " rule names, or to one that takes a lock or writes a concurrent map. On Linux"
                + " with Java 22 or later, never a virtual thread.",
            List.of(
                new Option(
                    "threads",
                    Option.Type.WORD,
                    0,
                    0,
                    null,
                    true,
                    "Pattern over the names of the threads to pin; * stands for any characters.")),
            List.of()));
  }

  private static Option required(String name, long min, long max, String doc) {
    return new Option(name, Option.Type.INT, min, max, null, true, doc);
  }

  private static Option optional(String name, long min, long max, Long value, String doc) {
    return new Option(name, Option.Type.INT, min, max, value, false, doc);
  }
}
