package io.unjam.agent.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.offline.OfflinePlan;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is suggested for recordings of an application, and what its classes say of that. */
class SuggestionsTest {

  private static final String APPLICATION =
      """
      package com.acme;

      import java.util.HashMap;
      import java.util.Map;
      import java.util.concurrent.ConcurrentHashMap;
      import java.util.concurrent.locks.ReentrantLock;

      class Store {
        private final ConcurrentHashMap<String, Long> rows = new ConcurrentHashMap<>();
        private final ReentrantLock queue = new ReentrantLock(true);
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, String> routes = new HashMap<>();
        private final ReentrantLock plain = new ReentrantLock();
        private long sum;

        void put(String key) {
          rows.put(key, 1L);
        }

        void look(String key) {
          rows.computeIfAbsent(key, k -> 1L);
        }

        void queued() {
          queue.lock();
          try {
            sum++;
          } finally {
            queue.unlock();
          }
        }

        void route(String key, String value) {
          lock.lock();
          try {
            routes.put(key, value);
          } finally {
            lock.unlock();
          }
        }

        void bare() {
          plain.lock();
          try {
            sum++;
          } finally {
            plain.unlock();
          }
        }

        static long walk(int rounds) {
          long[] sums = new long[4];
          for (int i = 0; i < rounds; i++) {
            sums[i & 3] += i;
            Thread.yield();
          }
          return sums[0];
        }

        private final java.util.Hashtable<String, Long> table = new java.util.Hashtable<>();
        private final Map<String, Long> wrapped =
            java.util.Collections.synchronizedMap(new HashMap<>());

        void tabled(String key) {
          table.put(key, 1L);
        }

        int wrapped(String key) {
          wrapped.put(key, 1L);
          return wrapped.size();
        }

        int batch(int rows) {
          ConcurrentHashMap<Integer, Integer> batch = new ConcurrentHashMap<>();
          for (int i = 0; i < rows; i++) {
            batch.put(i, i);
          }
          return batch.size();
        }

        void collect() {
          System.gc();
        }

        void given(ConcurrentHashMap<Integer, Integer> batch) {
          batch.put(new ConcurrentHashMap<>().size(), 1);
        }

        private final java.util.concurrent.locks.ReentrantReadWriteLock book =
            new java.util.concurrent.locks.ReentrantReadWriteLock();

        long read() {
          book.readLock().lock();
          try {
            return sum;
          } finally {
            book.readLock().unlock();
          }
        }

        void write() {
          book.writeLock().lock();
          try {
            sum++;
          } finally {
            book.writeLock().unlock();
          }
        }

        static class Ledger {
          private final Map<String, Long> sums = new HashMap<>();
          private static final Map<String, Long> OPENED = new HashMap<>();

          void add(String name, long value) {
            synchronized (this) {
              Long old = sums.get(name);
              sums.put(name, old == null ? value : old + value);
            }
          }

          synchronized long sum(String name) {
            Long sum = sums.get(name);
            return sum == null ? 0 : sum;
          }

          static void opened(String name) {
            synchronized (Ledger.class) {
              OPENED.put(name, 1L);
            }
          }
        }

        static class Counter {
          private final Map<String, Long> sums = new HashMap<>();
          private long all;

          void add(String name, long value) {
            synchronized (this) {
              sums.put(name, value);
              all += value;
            }
          }
        }

        void merge(String key) {
          rows.merge(key, 1L, Long::sum);
        }
      }
      """;

  private static final int PUT = site("put", "ConcurrentHashMap.put", 15);
  private static final int LOOK = site("look", "ConcurrentHashMap.computeIfAbsent", 19);
  private static final int QUEUED = site("queued", "ReentrantLock.lock", 23);
  private static final int ROUTE = site("route", "ReentrantLock.lock", 32);
  private static final int TABLED = site("tabled", "Hashtable.put", 65);
  private static final int WRAPPED = site("wrapped", "Map.put", 69);
  private static final int BATCH = site("batch", "ConcurrentHashMap.put", 76);
  private static final int GIVEN = site("given", "ConcurrentHashMap.put", 86);
  private static final int READ = site("read", "ReentrantReadWriteLock$ReadLock.lock", 93);
  private static final int WRITE = site("write", "ReentrantReadWriteLock$WriteLock.lock", 102);
  private static final int EITHER = site("either", "Lock.lock", 109);
  private static final int BARE = site("bare", "ReentrantLock.lock", 41);

  private static final int MERGE = site("merge", "ConcurrentHashMap.merge", 146);

  private static final int ADDED = monitor("Ledger", "add", "synchronized", 115);
  private static final int SUMMED = monitor("Ledger", "sum", "synchronized method", 122);
  private static final int OPENED = monitor("Ledger", "opened", "synchronized", 127);
  private static final int COUNTED = monitor("Counter", "add", "synchronized", 138);

  private static int monitor(String nested, String method, String operation, int line) {
    String owner = "com.acme.Store$" + nested;
    return SiteTable.register(
        owner + "." + method + "@" + line,
        operation + " in " + owner + "." + method + ":" + line,
        owner,
        method + "()V",
        line,
        operation,
        1);
  }

  private static final long SLOW = 3_000_000;

  @TempDir static Path folder;
  private static Path classes;

  private static int site(String method, String operation, int line) {
    return SiteTable.register(
        "com.acme.Store." + method + "@" + line,
        operation + " in com.acme.Store." + method + ":" + line,
        "com.acme.Store",
        method + "()V",
        line,
        operation,
        1);
  }

  @BeforeAll
  static void compilesTheApplication() throws IOException {
    Path source = Files.writeString(folder.resolve("Store.java"), APPLICATION);
    classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-g", "-d", classes.toString(), source.toString()))
        .isZero();
  }

  @BeforeEach
  void drainsWhatOthersLeft() {
    Recorder.SHARED.next();
  }

  private static Recording.RecordedDecision timed(
      String method, String operation, int line, String field) {
    return new Recording.RecordedDecision(
        "applied",
        "com.acme.Store",
        method + "()V",
        line,
        operation,
        "time",
        "time",
        "measure",
        "a.yaml:3:5",
        "timed",
        operation.contains("Lock") ? "lock call" : "map write",
        field == null ? null : "com.acme.Store." + field);
  }

  private static final List<Recording.RecordedDecision> DECISIONS =
      List.of(
          timed("put", "ConcurrentHashMap.put", 15, "rows"),
          timed("look", "ConcurrentHashMap.computeIfAbsent", 19, "rows"),
          timed("queued", "ReentrantLock.lock", 23, "queue"),
          timed("route", "ReentrantLock.lock", 32, "lock"),
          timed("bare", "ReentrantLock.lock", 41, "plain"),
          timed("tabled", "Hashtable.put", 65, "table"),
          timed("wrapped", "Map.put", 69, "wrapped"),
          timed("batch", "ConcurrentHashMap.put", 76, null),
          timed("given", "ConcurrentHashMap.put", 86, null),
          timed("read", "ReentrantReadWriteLock$ReadLock.lock", 93, "book"),
          timed("write", "ReentrantReadWriteLock$WriteLock.lock", 102, "book"),
          timed("either", "Lock.lock", 109, "book"),
          timed("merge", "ConcurrentHashMap.merge", 146, "rows"));

  private static final Recording.RecordedDecision SHARDED =
      new Recording.RecordedDecision(
          "applied",
          "com.acme.Store",
          "<init>()V",
          9,
          "new ConcurrentHashMap",
          "map",
          "sharded",
          "rows",
          "a.yaml:9:5",
          "sharded over 16 tables",
          "allocation",
          "com.acme.Store.rows");

  /** A second in which sites took what they took, with these facts about slow operations. */
  private static Recording recording(
      List<Recording.RecordedDecision> decisions,
      Recording.Growth growth,
      List<Recording.HotKeys> keys) {
    return recording(decisions, growth, keys, List.of());
  }

  private static Recording recording(
      List<Recording.RecordedDecision> decisions,
      Recording.Growth growth,
      List<Recording.HotKeys> keys,
      List<Recording.MapSizes> sizes) {
    Recording.Interval taken = RecordingWriter.interval(Recorder.SHARED.next());
    List<Recording.Slow> slow = new ArrayList<>();
    for (Recording.Slow each : taken.slow()) {
      slow.add(
          new Recording.Slow(
              each.site(),
              each.nanos(),
              each.millis(),
              "writer-" + slow.size(),
              List.of("app//com.acme.Store.put(Store.java:15)"),
              null,
              null,
              growth));
    }
    Recording.Interval interval =
        new Recording.Interval(
            1000, 2000, 1_000_000_000, false, taken.durations(), taken.spikes(), slow, keys, sizes);
    List<Recording.RecordedSite> sites = new ArrayList<>();
    for (int site :
        new int[] {
          PUT, LOOK, QUEUED, ROUTE, BARE, TABLED, WRAPPED, BATCH, GIVEN, READ, WRITE, EITHER, MERGE
        }) {
      sites.add(RecordingWriter.site(SiteTable.site(site)));
    }
    for (int site : new int[] {ADDED, SUMMED, OPENED, COUNTED}) {
      sites.add(RecordingWriter.site(SiteTable.site(site)));
    }
    return new Recording(
        new Recording.Header("1", "17", "vm", 42, 2, 1000, "a.yaml"),
        sites,
        decisions,
        List.of(interval),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static void took(int site, int times, long nanos) {
    for (int i = 0; i < times; i++) {
      Recorder.SHARED.record(site, nanos);
    }
  }

  private static void held(int site, int times, long nanos) {
    for (int i = 0; i < times; i++) {
      Recorder.SHARED.recordHold(site, nanos);
    }
  }

  private Suggestions asked(Recording recording) throws IOException {
    return Suggestions.of(recording, List.of(classes), Suggestions.THRESHOLD);
  }

  private static Suggestion the(Suggestions suggestions, String wish) {
    return suggestions.all().stream()
        .filter(each -> each.draft() != null && each.draft().wish().equals(wish))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + wish + " in " + suggestions.all()));
  }

  /** The file, which must be one that the agent takes. */
  private static RuleFile parsed(Suggestions suggestions) {
    String text = SuggestedFile.of(suggestions, "run.unjam");
    ParseResult result = RuleParser.parse("suggested.yaml", text);
    assertThat(result.errors()).as(text).isEmpty();
    assertThat(result.ruleFile().rules()).hasSize(suggestions.rules());
    return result.ruleFile();
  }

  /** Each rule of the file meets a site of the application, by the same decisions as plan's. */
  private void assertEachMatches(Suggestions suggestions) throws Exception {
    OfflinePlan plan = OfflinePlan.of(parsed(suggestions), List.of(classes), (done, of) -> {});
    assertThat(plan.use()).allMatch(use -> use.complaint().isEmpty());
    for (Suggestion suggestion : suggestions.all()) {
      if (suggestion.kind() == Suggestion.Kind.RULE) {
        assertThat(plan.plans().stream().flatMap(each -> each.decisions().stream()))
            .anyMatch(
                decision ->
                    decision.verdict() == Verdict.APPLIED
                        && decision.rule().name().equals(suggestion.draft().name()));
      }
    }
  }

  @Test
  void shardsAMapWhoseWritesWaitedForItsGrowth() throws Exception {
    took(PUT, 20, SLOW);
    Recording recording = recording(DECISIONS, new Recording.Growth(true, SLOW / 2), List.of());

    Suggestions suggestions = asked(recording);

    Suggestion sharded = the(suggestions, "map: sharded");
    assertThat(sharded.kind()).isEqualTo(Suggestion.Kind.RULE);
    // Four for each of the threads among the slow writes, as a power of two.
    int writers = recording.intervals().get(0).slow().size();
    int shards = (int) sharded.draft().options().get("shards");
    assertThat(shards).isBetween(4 * writers, 8 * writers);
    assertThat(sharded.effect()).contains("maps/growth-longest", "between nothing and");
    assertThat(String.join("\n", sharded.remarks())).contains("presized", "no sizes", "20");
    assertEachMatches(suggestions);
  }

  /** Maps that a site was seen to write to, with these sizes. */
  private static Recording.MapSizes sizes(int site, long... largest) {
    List<Recording.MapSize> maps = new ArrayList<>();
    for (long each : largest) {
      maps.add(new Recording.MapSize(1 + maps.size(), each));
    }
    return new Recording.MapSizes(site, 1_000_000_000, maps, 1);
  }

  private static Recording grown(Recording.MapSizes sizes) {
    took(sizes.site(), 20, SLOW);
    return recording(DECISIONS, new Recording.Growth(false, SLOW), List.of(), List.of(sizes));
  }

  /** A second in which the put grew one map, in the middle of some in which nothing happened. */
  private static Recording grown(long size, int before, int after) {
    Recording whole = grown(sizes(PUT, size));
    List<Recording.Interval> intervals = new ArrayList<>();
    Recording.Interval quiet =
        new Recording.Interval(
            0, 1000, 1_000_000, false, List.of(), List.of(), List.of(), List.of(), List.of());
    intervals.addAll(Collections.nCopies(before, quiet));
    intervals.addAll(whole.intervals());
    intervals.addAll(Collections.nCopies(after, quiet));
    return new Recording(
        whole.header(),
        whole.sites(),
        whole.decisions(),
        intervals,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static long[] with(long[] sizes, int count, long size) {
    Arrays.fill(sizes, 0, count, size);
    return sizes;
  }

  private static long[] maps(int count, long size) {
    return with(new long[count], count, size);
  }

  @Test
  void makesRoomInMapsOfOneSizeThatComeAndGo() throws Exception {
    Suggestions suggestions = asked(grown(sizes(PUT, with(maps(32, 2_000), 3, 1_100))));

    Suggestion presized = the(suggestions, "map: presized");
    assertThat(presized.kind()).isEqualTo(Suggestion.Kind.RULE);
    // The largest and an eighth, to three digits.
    assertThat(presized.draft().options()).isEqualTo(Map.of("capacity", 2_250));
    assertThat(presized.evidence())
        .anyMatch(
            said -> said.contains("1,100 to 2,000 mappings, half of them at most 2,000, 32 of"));
    // A table for 2250: 4096 slots.
    assertThat(presized.remarks())
        .anyMatch(said -> said.contains("takes 16.4 kB"))
        .anyMatch(said -> said.startsWith("'map: { variant: sharded, shards: "));
    assertThat(presized.effect()).contains("maps/presized-growth-longest", "between nothing and");
    assertThat(suggestions.rules()).isEqualTo(2); // the other is about yields
    assertEachMatches(suggestions);
  }

  @Test
  void makesRoomInTheOneMapThatAMethodMakesForItself() throws Exception {
    Suggestions suggestions = asked(grown(sizes(BATCH, maps(32, 2_000))));

    Suggestion presized = the(suggestions, "map: presized");
    assertThat(presized.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(String.join("\n", presized.draft().lines(List.of())))
        .contains("method: batch, new: java.util.concurrent.ConcurrentHashMap }");
    assertEachMatches(suggestions);
  }

  @Test
  void namesNoPlaceForAMapThatIsGivenToTheMethod() throws Exception {
    assertThat(asked(grown(sizes(GIVEN, maps(32, 2_000)))).all())
        .anyMatch(each -> each.effect().contains("isn't the one map that the method makes"));
  }

  @Test
  void saysNoCapacityForMapsOfManySizes() throws Exception {
    for (Recording.MapSizes sizes :
        List.of(
            sizes(PUT, with(maps(32, 2_000), 4, 900)),
            // Three of 32, but a map of three writes was met once in six.
            sizes(PUT, with(maps(32, 2_000), 3, 3)))) {
      Suggestions suggestions = asked(grown(sizes));

      assertThat(the(suggestions, "map: sharded").remarks())
          .anyMatch(said -> said.contains("no capacity for 'presized' suits the maps"));
      assertThat(SuggestedFile.of(suggestions, "run.unjam")).doesNotContain("variant: presized");
    }
  }

  @Test
  void shardsTheOneMapAndNamesTheRoomThatItCameToNeed() throws Exception {
    Suggestions suggestions = asked(grown(1_000_000, 0, 4));

    Suggestion sharded = the(suggestions, "map: sharded");
    assertThat(sharded.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(sharded.remarks())
        .anyMatch(said -> said.contains("'map: { variant: presized, capacity: 1130000 }' was"));
    assertEachMatches(suggestions);
  }

  @Test
  void saysNoCapacityForAMapThatStillGrows() throws Exception {
    for (Recording still : List.of(grown(1_000_000, 4, 0), grown(1_000_000, 0, 0))) {
      assertThat(the(asked(still), "map: sharded").remarks())
          .anyMatch(said -> said.contains("the map was growing in the last quarter"))
          .noneMatch(said -> said.contains("capacity: "));
    }
  }

  @Test
  void doesNotMakeRoomWhereTheMapsAreReplacedAlready() throws Exception {
    Recording whole = grown(sizes(PUT, maps(32, 2_000)));
    List<Recording.RecordedDecision> decisions = new ArrayList<>(DECISIONS);
    decisions.add(SHARDED);
    Suggestions suggestions =
        asked(
            new Recording(
                whole.header(),
                whole.sites(),
                decisions,
                whole.intervals(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    assertThat(the(suggestions, "map: sharded").effect()).contains("in force already");
    assertThat(SuggestedFile.of(suggestions, "run.unjam")).doesNotContain("variant: presized");
  }

  @Test
  void givesAMapWithAHotKeyATableWithoutLocks() throws Exception {
    took(PUT, 20, SLOW);
    Suggestions suggestions =
        asked(
            recording(
                DECISIONS,
                null,
                List.of(
                    new Recording.HotKeys(
                        PUT, 20, 0, List.of(new Recording.HotKey("00000000000000aa", 18, 1))))));

    Suggestion hot = the(suggestions, "map: hot-key");
    assertThat(hot.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(hot.evidence()).anyMatch(said -> said.contains("at least 17 (85 %)"));
    assertEachMatches(suggestions);
  }

  @Test
  void hasNothingForAKeyThatFunctionsWaitFor() throws Exception {
    took(PUT, 20, SLOW / 10);
    took(MERGE, 20, SLOW);
    Suggestions suggestions =
        asked(
            recording(
                DECISIONS,
                null,
                List.of(
                    new Recording.HotKeys(
                        MERGE, 20, 0, List.of(new Recording.HotKey("00000000000000aa", 20, 0))))));

    assertThat(suggestions.all())
        .filteredOn(each -> each.about().equals("map rows of com.acme.Store"))
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.kind()).isEqualTo(Suggestion.Kind.NOTE);
              assertThat(note.effect()).contains("maps/hot-key-merge");
            });
  }

  @Test
  void prefersWhatCouldGainMoreWhereBothGrowthAndAKeyHoldWritesUp() throws Exception {
    took(PUT, 20, SLOW);
    Suggestions suggestions =
        asked(
            recording(
                DECISIONS,
                new Recording.Growth(true, SLOW / 10),
                List.of(
                    new Recording.HotKeys(
                        PUT, 20, 0, List.of(new Recording.HotKey("00000000000000aa", 20, 0))))));

    assertThat(the(suggestions, "map: hot-key").remarks())
        .anyMatch(
            said ->
                said.matches("'map: \\{ variant: sharded, shards: \\d+ }' was considered too.*"));
    assertThat(suggestions.rules()).isEqualTo(2);
    assertEachMatches(suggestions);
  }

  @Test
  void looksFirstWhereKeysAreLikelyToBeThere() throws Exception {
    took(LOOK, 20, SLOW);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(the(suggestions, "map: get-first").effect()).contains("maps/get-first");
    assertEachMatches(suggestions);
  }

  @Test
  void takesTheLockOffATableThatIsAskedAboutSingleKeys() throws Exception {
    took(TABLED, 20, SLOW);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion concurrent = the(suggestions, "map: concurrent");
    assertThat(concurrent.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(concurrent.effect()).contains("maps/hashtable");
    assertEachMatches(suggestions);
  }

  @Test
  void leavesTheWordForAMapThatIsCountedToItsAuthor() throws Exception {
    took(WRAPPED, 20, SLOW);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion concurrent = the(suggestions, "map: concurrent");
    assertThat(concurrent.kind()).isEqualTo(Suggestion.Kind.NEEDS_WORD);
    assertThat(concurrent.words()).containsExactly("snapshots-unused");
    assertEachMatches(suggestions);
  }

  @Test
  void leavesTheWordForAFairLockToItsAuthor() throws Exception {
    took(QUEUED, 20, SLOW);
    held(QUEUED, 20, 200);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(the(suggestions, "lock: unfair").kind()).isEqualTo(Suggestion.Kind.NEEDS_WORD);
    assertEachMatches(suggestions);
    String file = SuggestedFile.of(suggestions, "run.unjam");
    assertThat(file).contains("    # assume: [fairness-not-required]");
    OfflinePlan plan = OfflinePlan.of(parsed(suggestions), List.of(classes), (done, of) -> {});
    assertThat(plan.plans().get(0).decisions())
        .filteredOn(decision -> decision.rule().variant().action().equals("lock"))
        .extracting(decision -> decision.verdict())
        .containsOnly(Verdict.REFUSED);
    RuleFile vouched =
        RuleParser.parse("vouched", file.replace("    # assume: [fair", "    assume: [fair"))
            .ruleFile();
    assertThat(OfflinePlan.of(vouched, List.of(classes), (done, of) -> {}).plans())
        .flatExtracting(each -> each.decisions())
        .anyMatch(
            decision ->
                decision.verdict() == Verdict.APPLIED
                    && decision.rule().variant().name().equals("unfair"));
  }

  @Test
  void setsReadersApartWhereNobodyWrites() throws Exception {
    took(READ, 20, SLOW);
    held(READ, 20, 100);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion apart = the(suggestions, "lock: reader-sharded");
    assertThat(apart.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(apart.remarks()).anyMatch(remark -> remark.contains("no write was recorded"));
    assertEachMatches(suggestions);
  }

  @Test
  void saysThatReadersMayHaveWaitedForAWriterWhereFewWrite() throws Exception {
    took(READ, 1_999, SLOW);
    took(WRITE, 1, 100);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(suggestions.all())
        .anyMatch(
            each ->
                each.kind() == Suggestion.Kind.NOTE
                    && each.effect().contains("'lock: reader-sharded' may be for it")
                    && each.effect().contains("the recording can't tell"));
    assertThat(suggestions.all())
        .noneMatch(
            each -> each.draft() != null && each.draft().wish().equals("lock: reader-sharded"));
  }

  @Test
  void leavesReadersAloneWhereWritesAreNotRareOrCannotBeToldApart() throws Exception {
    took(READ, 20, SLOW);
    held(WRITE, 1, 100);
    Suggestions rare = asked(recording(DECISIONS, null, List.of()));
    took(READ, 20, SLOW);
    took(EITHER, 1, 100);
    Suggestions either = asked(recording(DECISIONS, null, List.of()));
    for (Suggestions suggestions : List.of(rare, either)) {
      assertThat(suggestions.all())
          .isNotEmpty()
          .noneMatch(each -> each.effect().contains("reader-sharded"))
          .noneMatch(
              each -> each.draft() != null && each.draft().wish().equals("lock: reader-sharded"));
    }
  }

  @Test
  void stripesALockWithLongSectionsWhereTheProofAllowsIt() throws Exception {
    took(ROUTE, 20, SLOW);
    held(ROUTE, 20, 50_000);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion striped = the(suggestions, "lock: striped");
    assertThat(striped.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(striped.draft().options().get("guards")).isEqualTo(List.of("routes"));
    assertEachMatches(suggestions);
  }

  /** Waits of a block and holds of a method, which are of one object's monitor. */
  @Test
  void stripesAMonitorOfThisWithLongSectionsWhereTheProofAllowsIt() throws Exception {
    took(ADDED, 20, SLOW);
    held(ADDED, 20, 50_000);
    held(SUMMED, 20, 50_000);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion striped = the(suggestions, "lock: striped");
    assertThat(striped.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(striped.about()).isEqualTo("lock monitor of a com.acme.Store$Ledger");
    assertThat(striped.draft().at())
        .containsExactly(
            new Draft.Part("class", "com.acme.Store$Ledger"), new Draft.Part("lock", "this"));
    assertThat(striped.draft().options().get("guards")).isEqualTo(List.of("sums"));
    assertThat(striped.effect()).contains("locks/own-monitor");
    assertEachMatches(suggestions);
  }

  @Test
  void stripesAMonitorOfAClassLikewise() throws Exception {
    took(OPENED, 20, SLOW);
    held(OPENED, 20, 50_000);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    Suggestion striped = the(suggestions, "lock: striped");
    assertThat(striped.kind()).isEqualTo(Suggestion.Kind.RULE);
    assertThat(striped.about()).isEqualTo("lock monitor of the class com.acme.Store$Ledger");
    assertThat(striped.draft().at().get(1)).isEqualTo(new Draft.Part("lock", "class"));
    assertEachMatches(suggestions);
  }

  @Test
  void saysWhyAMonitorOfThisCantBeStriped() throws Exception {
    took(COUNTED, 20, SLOW);
    held(COUNTED, 20, 50_000);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(suggestions.all())
        .anyMatch(
            each ->
                each.kind() == Suggestion.Kind.NOTE
                    && each.about().contains("monitor of a com.acme.Store$Counter")
                    && each.effect().contains("'lock: striped' is refused")
                    && each.effect().contains("all"));
    assertEachMatches(suggestions);
  }

  @Test
  void asksForTheClassesWhereAMonitorIsHeldForLong() throws Exception {
    took(ADDED, 20, SLOW);
    held(ADDED, 20, 50_000);
    Suggestions suggestions =
        Suggestions.of(recording(DECISIONS, null, List.of()), List.of(), Suggestions.THRESHOLD);

    assertThat(suggestions.all())
        .anyMatch(
            each ->
                each.kind() == Suggestion.Kind.NOTE && each.effect().contains("give --classes"));
  }

  @Test
  void saysWhyALockWithLongSectionsCantBeStriped() throws Exception {
    took(BARE, 20, SLOW);
    held(BARE, 20, 50_000);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(suggestions.all())
        .anyMatch(
            each ->
                each.kind() == Suggestion.Kind.NOTE
                    && each.about().contains("plain")
                    && each.effect().contains("has none beside it"));
    assertEachMatches(suggestions);
  }

  @Test
  void namesWhatAShortContendedLockWouldNeedAndThisVersionLacks() throws Exception {
    took(BARE, 20, SLOW);
    held(BARE, 20, 100);
    assertThat(asked(recording(DECISIONS, null, List.of())).all())
        .anyMatch(each -> each.effect().contains("'lock: gated', this version"));
  }

  @Test
  void takesYieldsOutOfTheClassesOnTheWay() throws Exception {
    took(BARE, 20, SLOW);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(the(suggestions, "yield: auto").evidence())
        .anyMatch(said -> said.contains("Store.walk"));
    assertEachMatches(suggestions);
  }

  /** A second in which the put waited for a collection of this cause. */
  private static Recording collected(String cause) {
    took(PUT, 20, SLOW);
    Recording whole = recording(DECISIONS, null, List.of());
    long end = whole.intervals().get(0).slow().get(0).millis();
    return new Recording(
        whole.header(),
        whole.sites(),
        whole.decisions(),
        whole.intervals(),
        List.of(new Recording.Pause(end - 3, 3_000_000, "G1 Old Generation", cause)),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void leavesTheWordForCollectionsThatTheApplicationAsksForToItsAuthor() throws Exception {
    Recording recording = collected("System.gc()");
    Suggestions suggestions = asked(recording);

    Suggestion strip = the(suggestions, "gc: strip");
    assertThat(strip.kind()).isEqualTo(Suggestion.Kind.NEEDS_WORD);
    assertThat(strip.words()).containsExactly("explicit-gc-not-required");
    assertThat(strip.about()).contains("com.acme.Store");
    assertEachMatches(suggestions);
    assertThat(Suggestions.of(recording, List.of(), Suggestions.THRESHOLD).all())
        .anyMatch(each -> each.effect().contains("which of its classes call System.gc()"));
  }

  @Test
  void leavesCollectionsOfTheJvmsOwnAccordAlone() throws Exception {
    assertThat(asked(collected("G1 Evacuation Pause")).all())
        .noneMatch(each -> each.about().contains("collections"));
  }

  @Test
  void saysHonestlyThatNothingWaits() throws Exception {
    took(PUT, 1000, 300);
    Suggestions suggestions = asked(recording(DECISIONS, null, List.of()));

    assertThat(suggestions.all()).isEmpty();
    assertThat(parsed(suggestions).rules()).isEmpty();
    assertThat(SuggestedFile.of(suggestions, "run.unjam"))
        .contains("Nothing here waits enough to be worth a rewrite", "1.0 % of one thread");
  }

  @Test
  void saysWhatItCantKnowWithoutTheClasses() throws Exception {
    took(PUT, 20, SLOW);
    took(QUEUED, 20, SLOW);
    Suggestions suggestions =
        Suggestions.of(
            recording(DECISIONS, new Recording.Growth(true, SLOW), List.of()),
            List.of(),
            Suggestions.THRESHOLD);

    String file = SuggestedFile.of(suggestions, "run.unjam");
    assertThat(file).contains("Not asked of the application's classes");
    assertThat(suggestions.all())
        .anyMatch(each -> each.about().contains("queue") && each.effect().contains("--classes"));
    assertEachMatches(suggestions);
  }

  @Test
  void refusesToNameAMapWhoseFieldIsNotKnown() throws Exception {
    took(PUT, 20, SLOW);
    Suggestions suggestions =
        asked(
            recording(
                List.of(timed("put", "ConcurrentHashMap.put", 15, null)),
                new Recording.Growth(true, SLOW),
                List.of()));
    assertThat(suggestions.all())
        .anyMatch(each -> each.effect().contains("the field that holds it isn't known"));
    parsed(suggestions);
  }

  @Test
  void doesNotSuggestWhatIsInForce() throws Exception {
    took(PUT, 20, SLOW);
    List<Recording.RecordedDecision> decisions = new ArrayList<>(DECISIONS);
    decisions.add(SHARDED);
    Suggestions suggestions =
        asked(recording(decisions, new Recording.Growth(true, SLOW), List.of()));
    assertThat(the(suggestions, "map: sharded").kind()).isEqualTo(Suggestion.Kind.NOTE);
    assertThat(the(suggestions, "map: sharded").effect()).contains("in force already");
  }

  @Test
  void givesTheSameForTheSame() throws Exception {
    took(PUT, 20, SLOW);
    took(LOOK, 20, SLOW);
    took(QUEUED, 20, SLOW);
    took(ROUTE, 20, SLOW);
    held(ROUTE, 20, 50_000);
    Recording recording = recording(DECISIONS, new Recording.Growth(true, SLOW), List.of());
    String first = SuggestedFile.of(asked(recording), "run.unjam");
    assertThat(SuggestedFile.of(asked(recording), "run.unjam")).isEqualTo(first);
    assertThat(SuggestedFile.json(asked(recording), "run.unjam").toString())
        .isEqualTo(SuggestedFile.json(asked(recording), "run.unjam").toString());
  }

  @Test
  void letsNoTextOfARecordingOutOfItsComment() throws Exception {
    took(BARE, 20, SLOW);
    List<Recording.RecordedDecision> none = List.of();
    Recording plain = recording(none, null, List.of());
    List<Recording.RecordedSite> sites = new ArrayList<>();
    for (Recording.RecordedSite site : plain.sites()) {
      sites.add(
          new Recording.RecordedSite(
              site.id(),
              site.key(),
              "evil\nrules: [\u0085\u2028\ud800",
              site.owner(),
              site.member(),
              site.line(),
              site.operation()));
    }
    Recording evil =
        new Recording(
            new Recording.Header("1\n2", "17\u0000", "vm\r", 42, 2, 1000, "a"),
            sites,
            none,
            plain.intervals(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of("a\nproblem"));
    parsed(asked(evil));
  }
}
