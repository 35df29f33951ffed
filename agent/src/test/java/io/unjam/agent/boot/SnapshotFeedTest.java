package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who gets which operations. */
class SnapshotFeedTest {

  private static final int SITE =
      SiteTable.register("feed@1", "put in feed", "Feed", "put()V", 7, "Map.put", 1);

  private static long operations(Snapshot snapshot) {
    SiteCounts counts = snapshot.site(SITE, Measure.OPERATION);
    return counts == null ? 0 : counts.operations();
  }

  @Test
  void countsEachOperationOnceForListenersAndInTheTotal() throws InterruptedException {
    AtomicLong heard = new AtomicLong();
    CountDownLatch twice = new CountDownLatch(2);
    CountDownLatch ended = new CountDownLatch(1);
    SnapshotFeed feed = new SnapshotFeed();
    feed.listen(
        new SnapshotFeed.Listener() {
          @Override
          public void next(Snapshot snapshot) {
            heard.addAndGet(operations(snapshot));
            twice.countDown();
          }

          @Override
          public void end() {
            ended.countDown();
          }
        });
    long done = 0;
    while (twice.getCount() > 0) {
      Recorder.SHARED.record(SITE, 100);
      done++;
    }
    assertThat(operations(feed.total())).isEqualTo(done);
    Recorder.SHARED.record(SITE, 100);
    feed.end();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard.get()).isEqualTo(done + 1);
    Recorder.SHARED.record(SITE, 100);
    assertThat(operations(feed.total())).isEqualTo(done + 2);
    assertThat(heard.get()).isEqualTo(done + 1);
  }

  @Test
  void goesOnAfterMemoryRanOut() throws InterruptedException {
    CountDownLatch again = new CountDownLatch(2);
    SnapshotFeed feed = new SnapshotFeed();
    feed.listen(
        new SnapshotFeed.Listener() {
          @Override
          public void next(Snapshot snapshot) {
            again.countDown();
            if (again.getCount() == 1) {
              throw new OutOfMemoryError("a full heap, as far as this test goes");
            }
          }

          @Override
          public void end() {}
        });
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Recorder.SHARED.distressed()).isTrue();
    feed.end();
  }
}
