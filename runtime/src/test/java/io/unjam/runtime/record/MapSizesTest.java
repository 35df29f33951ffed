package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The sizes of maps, from the hook's end to the snapshot. */
class MapSizesTest {

  private static final long QUICK = 1_000;
  private static final long SLOW = 300_000;

  private final Recorder recorder = new Recorder(new PagePool(32L << 20));
  private final SplittableRandom random = new SplittableRandom(1);
  private long clock;

  MapSizesTest() {
    recorder.open(0, 1);
    recorder.open(1, 1);
  }

  /** A timed write that ends a while after the last one. */
  private void wrote(int site, Object map, long nanos) {
    clock += nanos + random.nextInt(1_000);
    recorder.recordWrite(site, clock - nanos, clock, map, "key");
  }

  private void fill(int site, Map<Integer, Integer> map, int size) {
    for (int i = map.size(); i < size; i++) {
      map.put(i, i);
      wrote(site, map, QUICK);
    }
  }

  private MapSizes only() {
    List<MapSizes> all = recorder.next().mapSizes();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<Long> sizes(MapSizes seen) {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      sizes.add(seen.largest(i));
    }
    Collections.sort(sizes);
    return sizes;
  }

  @Test
  void aMapThatFillsUpIsFollowedToAboutItsSize() {
    fill(0, new ConcurrentHashMap<>(), 50_000);
    MapSizes seen = only();
    assertThat(seen.maps()).isEqualTo(1);
    assertThat(seen.below()).isEqualTo(MapSizes.NONE_LEFT_OUT);
    assertThat(seen.largest(0)).isBetween(40_000L, 50_000L);
  }

  @Test
  void looksAreSeldomAnEighthBehindWhateverTheSizeAndSampling() {
    for (int interval : new int[] {1, 4, 16}) {
      int behind = 0;
      for (int size = 4_096; size < 8_192; size += 64) {
        SizeSketch sketch = new SizeSketch();
        TableGrowth growth = new TableGrowth();
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        for (int i = 0; i < size; i++) {
          map.put(i, i);
          clock += 40 + random.nextInt(1_000);
          if (i % interval == 0 && SizeSketch.isDue(clock)) {
            sketch.look(map, false, clock, interval, growth);
          }
        }
        MapSizes seen = sketch.drain(0);
        behind += seen.largest(0) < size - size / 8 ? 1 : 0;
      }
      // Of 64 maps at a chance of one in fifty; at 1 in 16 the distance of two looks is 256.
      assertThat(behind).isLessThan(8);
    }
  }

  @Test
  void aMapThatShrinksWasAsLargeAsItWas() {
    Map<Integer, Integer> map = new ConcurrentHashMap<>();
    fill(0, map, 10_000);
    long before = only().largest(0);
    map.clear();
    for (int i = 0; i < 10_000; i++) {
      wrote(0, map, QUICK);
    }
    assertThat(recorder.next().mapSizes()).isEmpty();
    assertThat(before).isBetween(8_000L, 10_000L);
  }

  @Test
  void mapsOfOneSizeThatComeAndGoAreToldFromThoseOfMany() {
    for (int i = 0; i < 500; i++) {
      fill(0, new ConcurrentHashMap<>(), 2_000);
      fill(1, new ConcurrentHashMap<>(), 1 << (i % 12));
    }
    List<MapSizes> seen = recorder.next().mapSizes();
    assertThat(seen).extracting(MapSizes::site).containsExactly(0, 1);
    assertThat(seen.get(0).size()).isEqualTo(MapSizes.KEPT);
    // Of 500 by 32 of them: an estimate outside has a chance of one in a million.
    assertThat((double) seen.get(0).maps()).isBetween(200.0, 1_200.0);
    assertThat(sizes(seen.get(0)).get(4)).isGreaterThan(1_000);
    assertThat(sizes(seen.get(0)).get(31)).isBetween(1_900L, 2_000L);
    assertThat(sizes(seen.get(1)).get(8)).isLessThan(500);
    assertThat(sizes(seen.get(1)).get(31)).isGreaterThan(200);
  }

  @Test
  void whatIsNewAddsUpToWhatIsKnown() {
    List<Map<Integer, Integer>> maps = new ArrayList<>();
    MapSizes all = null;
    Map<Integer, Long> whole = new HashMap<>();
    SizeSketch sketch = new SizeSketch();
    for (int round = 0; round < 40; round++) {
      maps.add(new ConcurrentHashMap<>());
      maps.add(new ConcurrentHashMap<>());
      for (Map<Integer, Integer> map : maps) {
        map.put(round, round);
        sketch.look((ConcurrentHashMap<?, ?>) map, true, 0, 1, new TableGrowth());
        whole.put(System.identityHashCode(map), (long) map.size());
      }
      MapSizes fresh = sketch.drain(0);
      all = all == null ? fresh : all.plus(fresh);
    }
    assertThat(sketch.drain(0)).isNull();
    assertThat(whole).hasSize(80);
    assertThat(all.size()).isEqualTo(MapSizes.KEPT);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.id(i)).isLessThan(all.below()).isGreaterThan(i == 0 ? -1 : all.id(i - 1));
    }
    assertThat(sizes(all)).allMatch(size -> size >= 1 && size <= 40);
    MapSizes again = all;
    for (int i = 0; i < maps.size(); i++) {
      sketch.look((ConcurrentHashMap<?, ?>) maps.get(i), true, 0, 1, new TableGrowth());
    }
    assertThat(sizes(again.plus(all))).isEqualTo(sizes(all));
    assertThat((double) all.maps()).isBetween(32.0, 200.0);
  }

  @Test
  void oneMapWrittenToAtTwoSitesIsOne() {
    Map<Integer, Integer> map = new ConcurrentHashMap<>();
    fill(0, map, 1_000);
    fill(1, map, 3_000);
    List<MapSizes> seen = recorder.next().mapSizes();
    MapSizes both = seen.get(0).plus(seen.get(1));
    assertThat(both.maps()).isEqualTo(1);
    assertThat(both.largest(0)).isGreaterThan(2_000);
  }

  @Test
  void theSampleIsOfTheMapsWithTheLowestIdsWhateverTheOrder() {
    long[] low = {1, 5, 9};
    long[] high = {2, 5, 4_000_000_000L};
    MapSizes one = new MapSizes(0, 10, low, new long[] {7, 7, 7}, 1);
    MapSizes two = new MapSizes(0, MapSizes.NONE_LEFT_OUT, high, new long[] {3, 9, 3}, 2);
    for (MapSizes both : List.of(one.plus(two), two.plus(one))) {
      assertThat(both.below()).isEqualTo(10);
      assertThat(both.size()).isEqualTo(4);
      assertThat(both.id(1)).isEqualTo(2);
      assertThat(both.largest(2)).isEqualTo(9);
      assertThat(both.grown()).isEqualTo(3);
    }
  }

  @Test
  void slowWritesAlwaysLookAndQuickOnesSeldom() {
    wrote(0, new ConcurrentHashMap<>(Map.of("a", 1)), SLOW);
    assertThat(only().largest(0)).isEqualTo(1);
    int looked = 0;
    for (int i = 0; i < 80_000; i++) {
      clock += 50; // however regular
      looked += SizeSketch.isDue(clock) ? 1 : 0;
    }
    assertThat(looked).isBetween(4_500, 5_500);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // it is what is tested
  void noMapIsAskedWhoseAnswerMayTakeALockOrRunTheApplicationsCode() {
    class Asked extends ConcurrentHashMap<String, String> {
      private static final long serialVersionUID = 1L;

      @Override
      public long mappingCount() {
        throw new AssertionError("asked for its size");
      }

      @Override
      public int size() {
        throw new AssertionError("asked for its size");
      }
    }
    List<Map<?, ?>> maps =
        List.of(
            new Asked(),
            new Hashtable<>(),
            new HashMap<>(),
            Collections.synchronizedMap(new Asked()));
    for (Map<?, ?> map : maps) {
      wrote(0, map, SLOW);
      for (int i = 0; i < 100; i++) {
        wrote(0, map, QUICK);
      }
    }
    assertThat(recorder.next().mapSizes()).isEmpty();
  }

  @Test
  void ourOwnMapsAreAsked() {
    fill(0, new ShardedConcurrentHashMap<>(4), 1_000);
    assertThat(only().largest(0)).isBetween(700L, 1_000L);
  }

  @Test
  void noMapIsKeptAlive() {
    Map<Integer, Integer> map = new ConcurrentHashMap<>();
    fill(0, map, 1_000);
    wrote(0, map, SLOW);
    WeakReference<Object> gone = new WeakReference<>(map);
    map = null;
    for (int i = 0; i < 100 && gone.get() != null; i++) {
      System.gc();
    }
    assertThat(gone.get()).isNull();
    assertThat(only().maps()).isEqualTo(1);
  }

  @Test
  void aSlowWriteToAMapThatALookFoundSmallerMetItsGrowth() {
    Map<Integer, Integer> map = new ConcurrentHashMap<>();
    fill(0, map, 3_000);
    for (int i = map.size(); i < 3_073; i++) {
      map.put(i, i); // three quarters of 4096
    }
    wrote(0, map, SLOW);
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.worst()).extracting(SlowWrite::growth).containsExactly(Growth.LIKELY);
    assertThat(snapshot.mapSizes().get(0).grown()).isEqualTo(1);
  }

  @Test
  void sketchesComeOutOfTheCapAndAreDoneWithout() {
    PagePool pool = new PagePool(SizeSketch.BYTES);
    Recorder tiny = new Recorder(pool);
    tiny.open(0, 1);
    tiny.recordWrite(0, 0, SLOW, new ConcurrentHashMap<>(), null);
    Snapshot snapshot = tiny.next();
    assertThat(snapshot.mapSizes()).isEmpty();
    assertThat(snapshot.worst()).hasSize(1);
    assertThat(pool.used()).isLessThanOrEqualTo(pool.cap());
  }

  @Test
  void threadsThatMeetLoseLooksAndNothingElse() throws InterruptedException {
    SizeSketch sketch = new SizeSketch();
    TableGrowth growth = new TableGrowth();
    List<ConcurrentHashMap<Integer, Integer>> maps = new ArrayList<>();
    for (int i = 0; i < 3 * MapSizes.KEPT; i++) {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
      for (int k = 0; k <= i; k++) {
        map.put(k, k);
      }
      maps.add(map);
    }
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      SplittableRandom own = new SplittableRandom(t);
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 200_000; i++) {
                  sketch.look(maps.get(own.nextInt(maps.size())), (i & 1) == 0, i, 1, growth);
                }
              });
      threads[t].start();
    }
    MapSizes all = null;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        MapSizes fresh = sketch.drain(0);
        all = all == null ? fresh : fresh == null ? all : all.plus(fresh);
      }
    }
    MapSizes last = sketch.drain(0);
    all = last == null ? all : all == null ? last : all.plus(last);
    assertThat(all.size()).isEqualTo(MapSizes.KEPT);
    // All of one size each, none of them seen larger than it was or with another's size.
    assertThat(sizes(all)).doesNotHaveDuplicates().allMatch(size -> size >= 1 && size <= 96);
  }
}
