package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private final Recorder recorder = new Recorder(new PagePool(32L << 20));

  @Test
  void everyOperationIsInExactlyOneOfAThousandSnapshotsUnderLoad() throws InterruptedException {
    int sites = 5;
    int writers = 4;
    for (int site = 0; site < sites; site++) {
      recorder.open(site, 1);
    }
    long[][] done = new long[writers][sites];
    CountDownLatch flipped = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int number = writer;
      Thread thread =
          new Thread(
              () -> {
                SplittableRandom random = new SplittableRandom(number);
                while (flipped.getCount() > 0) {
                  int site = random.nextInt(sites);
                  recorder.record(site, random.nextLong(1L << random.nextInt(1, 40)));
                  done[number][site]++;
                }
              });
      threads.add(thread);
      thread.start();
    }
    long[] seen = new long[sites];
    for (int flip = 0; flip < 1_000; flip++) {
      add(recorder.next(), seen);
    }
    flipped.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    add(recorder.next(), seen);
    for (int site = 0; site < sites; site++) {
      long expected = 0;
      for (long[] ofThread : done) {
        expected += ofThread[site];
      }
      assertThat(seen[site]).isEqualTo(expected).isPositive();
    }
    assertThat(recorder.next().sites()).isEmpty();
  }

  private static void add(Snapshot snapshot, long[] seen) {
    for (SiteCounts counts : snapshot.sites()) {
      seen[counts.site()] += counts.operations();
      assertThat(counts.unplaced()).isZero();
    }
  }

  @Test
  void aSnapshotTellsCountMaximumSumAndPercentiles() {
    recorder.open(0, 1);
    for (int nanos = 1; nanos <= 10_000; nanos++) {
      recorder.record(0, nanos);
    }
    SiteCounts counts = recorder.next().site(0, Measure.OPERATION);
    assertThat(counts.sampled()).isEqualTo(10_000);
    assertThat(counts.operations()).isEqualTo(10_000);
    assertThat(counts.max()).isEqualTo(10_000);
    assertThat((double) counts.sum()).isBetween(50_005_000 * 0.992, 50_005_000 * 1.008);
    assertThat((double) counts.percentile(50)).isBetween(4_960.0, 5_040.0);
    assertThat(counts.percentile(100)).isBetween(9_922L, 10_000L);
  }

  @Test
  void whatFindsNoPageIsStillCountedAndTheCapIsSaid() {
    Recorder tiny = new Recorder(new PagePool(PagePool.DIRECTORY_BYTES + PagePool.PAGE_BYTES));
    tiny.open(0, 1);
    for (int i = 0; i < 1_000; i++) {
      tiny.record(0, 10);
      tiny.record(0, 1_000_000);
    }
    Snapshot snapshot = tiny.next();
    SiteCounts counts = snapshot.site(0, Measure.OPERATION);
    assertThat(snapshot.capReached()).isTrue();
    assertThat(snapshot.poolUsed()).isLessThanOrEqualTo(snapshot.poolCap());
    assertThat(counts.operations()).isEqualTo(2_000);
    assertThat(counts.unplaced()).isEqualTo(1_000);
    assertThat(counts.sum()).isEqualTo(1_000 * 10 + 1_000 * 1_000_000L);
    assertThat(counts.max()).isEqualTo(1_000_000);
  }

  @Test
  void spansAddUpToTheWhole() {
    recorder.open(0, 1);
    recorder.open(1, 1);
    recorder.record(0, 100);
    recorder.recordHold(0, 7);
    Snapshot first = recorder.next();
    recorder.record(0, 100);
    recorder.record(0, 200);
    recorder.record(1, 300);
    Snapshot both = first.plus(recorder.next());
    assertThat(both.sites()).hasSize(3);
    SiteCounts counts = both.site(0, Measure.OPERATION);
    assertThat(counts.operations()).isEqualTo(3);
    assertThat(counts.size()).isEqualTo(2);
    assertThat(counts.count(0)).isEqualTo(2);
    assertThat(counts.max()).isEqualTo(200);
    assertThat(both.site(0, Measure.HOLD).operations()).isEqualTo(1);
    assertThat(both.site(1, Measure.OPERATION).operations()).isEqualTo(1);
  }

  @Test
  void nothingIsTimedWhileRecordingIsOff() {
    recorder.open(0, 16);
    assertThat(recorder.interval(0)).isEqualTo(16);
    recorder.setRecording(false);
    assertThat(recorder.interval(0)).isZero();
    recorder.open(100, 8);
    assertThat(recorder.interval(100)).isZero();
    recorder.setRecording(true);
    assertThat(recorder.interval(0)).isEqualTo(16);
    assertThat(recorder.interval(100)).isEqualTo(8);
    assertThat(recorder.interval(5)).isZero();
    assertThat(recorder.interval(-1)).isZero();
    assertThat(recorder.interval(1 << 30)).isZero();
  }
}
