package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RecorderBoundsTest {

  /** More than a site keeps, one of a kind that is summed over tables, one that is not asked. */
  private static final Map<?, ?>[] MAPS = new Map<?, ?>[3 * MapSizes.KEPT];

  static {
    Arrays.setAll(MAPS, i -> new ConcurrentHashMap<>(Map.of("key", "value")));
    MAPS[1] = new ShardedConcurrentHashMap<>(4);
    MAPS[2] = new HashMap<>();
  }

  private static final String KEY = "key";

  @Test
  void recordingAllocatesNothingOnceItsPagesAreThere() {
    Recorder recorder = new Recorder(new PagePool(32L << 20));
    recorder.open(0, 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 2; round++) {
      recordAll(recorder);
    }
    assertThat(recorder.next().mapSizes()).singleElement().matches(seen -> seen.maps() > 40);
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    long again = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    long ownCost = again - before;
    long start = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    recordAll(recorder);
    long end = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    // Asking costs something itself, the same each time; 100,000 recordings must add nothing.
    assertThat(end - start).isLessThanOrEqualTo(ownCost);
  }

  private static void recordAll(Recorder recorder) {
    for (int i = 0; i < 100_000; i++) {
      recorder.record(0, i * 997L % 200_000); // not slow: a listed operation is an object
      // Some of these look at the map: as many times, other times.
      recorder.recordWrite(0, i, i + i % 200_000, MAPS[i % MAPS.length], KEY);
      recorder.recordHold(0, i);
      recorder.recordWait(0, i, true, LockHolders.NONE);
    }
  }

  @Test
  void tenThousandSitesAndAsManyThreadsStayUnderTheCapAndLoseNothing() throws InterruptedException {
    int sites = 10_000;
    PagePool pool = new PagePool(32L << 20);
    Recorder recorder = new Recorder(pool);
    for (int site = 0; site < sites; site++) {
      recorder.open(site, 1);
    }
    int threads = 2_000;
    int each = 200;
    for (int started = 0; started < threads; started += 8) {
      Thread[] running = new Thread[8];
      for (int i = 0; i < running.length; i++) {
        int seed = started + i;
        running[i] =
            new Thread(
                () -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  for (int k = 0; k < each; k++) {
                    long took = random.nextLong(1L << 36);
                    recorder.recordWrite(
                        random.nextInt(sites), took, 2 * took, MAPS[k % MAPS.length], KEY);
                  }
                });
        running[i].start();
      }
      for (Thread thread : running) {
        thread.join();
      }
      assertThat(pool.used()).isLessThanOrEqualTo(pool.cap());
    }
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.sites().stream().mapToLong(SiteCounts::operations).sum())
        .isEqualTo((long) threads * each);
    assertThat(snapshot.mapSizes()).isNotEmpty();
  }

  @Test
  void aContendedSiteStaysExactAsItSpreads() throws InterruptedException {
    Recorder recorder = new Recorder(new PagePool(32L << 20));
    recorder.open(0, 1);
    Thread[] running = new Thread[64];
    int each = 50_000;
    for (int i = 0; i < running.length; i++) {
      running[i] =
          new Thread(
              () -> {
                for (int k = 0; k < each; k++) {
                  recorder.record(0, 1_000);
                }
              });
    }
    for (Thread thread : running) {
      thread.start();
    }
    recorder.touchContendedPath();
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(recorder.next().site(0, Measure.OPERATION).operations())
        .isEqualTo(1 + (long) each * running.length);
  }

  @Test
  void threadsThatComeAndGoHandTheirLanesOnAndNothingIsLost() throws InterruptedException {
    PagePool pool = new PagePool(32L << 20);
    Recorder recorder = new Recorder(pool);
    recorder.open(0, 1);
    int each = 1_000;
    long seen = 0;
    long usedByMany = 0;
    for (int round = 0; round < 60; round++) {
      Thread[] running = new Thread[4];
      for (int i = 0; i < running.length; i++) {
        running[i] =
            new Thread(
                () -> {
                  for (int k = 0; k < each; k++) {
                    recorder.record(0, 1_000);
                  }
                });
        running[i].start();
      }
      for (Thread thread : running) {
        thread.join();
      }
      seen += recorder.next().site(0, Measure.OPERATION).operations();
      if (round % 10 == 9) {
        // A lane is free once the collector has seen that its thread is gone.
        System.gc();
        usedByMany = Math.max(usedByMany, pool.used());
      }
    }
    assertThat(seen).isEqualTo(60L * 4 * each);
    long mostLanes = 1 + SiteRecorder.LANES_AT_MOST;
    long mostStripes = SiteRecorder.STRIPES_AT_MOST;
    assertThat(usedByMany)
        .isLessThanOrEqualTo(
            (mostLanes + mostStripes) * (PagePool.DIRECTORY_BYTES + PagePool.PAGE_BYTES));
  }

  @Test
  void aLaneTimesOneInNAlsoAfterNChanges() {
    Recorder recorder = new Recorder(new PagePool(32L << 20));
    recorder.open(0, 1);
    for (int i = 0; i < 1_000; i++) {
      recorder.record(0, 1); // often enough for a lane
    }
    for (int interval : new int[] {2, 16, 1 << 20, 16, 1_000}) {
      recorder.setInterval(0, interval);
      int rounds = 4_000_000;
      int chosen = 0;
      for (int i = 0; i < rounds; i++) {
        chosen += recorder.chosen(0) ? 1 : 0;
      }
      double expected = (double) rounds / interval;
      // Gaps that are even over 1 to 2N - 1: less spread than choices on their own, sqrt(n) /
      // sqrt(3).
      assertThat((double) chosen)
          .isBetween(
              expected - 8 * Math.sqrt(expected / 3) - 1,
              expected + 8 * Math.sqrt(expected / 3) + 1);
    }
  }

  @Test
  void percentilesUnderSamplingAreWithinThreePercentOfTheExactOnes() {
    SplittableRandom random = new SplittableRandom(42);
    int count = 4_000_000;
    long[] spread = new long[count];
    long[] twoModes = new long[count];
    for (int i = 0; i < count; i++) {
      spread[i] = (long) (1_000 * Math.pow(1 - random.nextDouble(), -0.25));
      twoModes[i] =
          random.nextInt(5) == 0 ? random.nextLong(90_000, 110_000) : random.nextLong(190, 210);
    }
    for (long[] values : new long[][] {spread, twoModes}) {
      Recorder recorder = new Recorder(new PagePool(32L << 20));
      recorder.open(0, 16);
      for (long value : values) {
        if (recorder.chosen(0)) {
          recorder.record(0, value);
        }
      }
      SiteCounts counts = recorder.next().site(0, Measure.OPERATION);
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      // A quantile of a tail that falls as x^-4 varies by 1 / (4 sqrt(k)) with k samples above it:
      // of
      // 250,000 samples the 99th leaves 2,500 (0.5 %); the 99.9th would need ten times as many.
      for (double percentile : new double[] {25, 50, 75, 90, 95, 99}) {
        double exact = sorted[(int) Math.ceil(count * percentile / 100) - 1];
        assertThat((double) counts.percentile(percentile))
            .as("percentile %s", percentile)
            .isBetween(exact * 0.97, exact * 1.03);
      }
      assertThat((double) counts.operations()).isBetween(count * 0.98, count * 1.02);
    }
  }

  @Test
  void percentilesOverBothStrataAreWithinThreePercentOfTheExactOnes() {
    SplittableRandom random = new SplittableRandom(43);
    int count = 2_000_000;
    long[] values = new long[count];
    Recorder recorder = new Recorder(new PagePool(32L << 20));
    recorder.open(0, 16);
    for (int i = 0; i < count; i++) {
      // One in five meets a lock that is taken: all of those are timed, the others one in 16.
      boolean contended = random.nextInt(5) == 0;
      values[i] =
          contended
              ? (long) (20_000 * Math.pow(1 - random.nextDouble(), -0.25))
              : random.nextLong(30, 60);
      if (contended || recorder.chosen(0)) {
        recorder.recordWait(0, values[i], contended, LockHolders.NONE);
      }
    }
    SiteCounts counts = recorder.next().site(0, Measure.OPERATION);
    Arrays.sort(values);
    // The 80th lies at the edge of the strata: a hair's breadth decides between 60 ns and 20 us.
    for (double percentile : new double[] {25, 50, 75, 85, 90, 95, 99, 99.9}) {
      double exact = values[(int) Math.ceil(count * percentile / 100) - 1];
      assertThat((double) counts.percentile(percentile))
          .as("percentile %s", percentile)
          .isBetween(exact * 0.97, exact * 1.03);
    }
    assertThat((double) counts.operations()).isBetween(count * 0.98, count * 1.02);
  }
}
