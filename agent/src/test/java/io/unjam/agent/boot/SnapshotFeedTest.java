package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.agent.options.Options;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who gets which operations. */
class SnapshotFeedTest {

  private static final int SITE =
      SiteTable.register("feed@1", "put in feed", "Feed", "put()V", 7, "Map.put", 1);

  private static final Console QUIET = new Console(System.err, Options.Log.OFF);

  private static long operations(Snapshot snapshot) {
    SiteCounts counts = snapshot.site(SITE, Measure.OPERATION);
    return counts == null ? 0 : counts.operations();
  }

  @Test
  void countsEachOperationOnceForListenersAndInTheTotal() throws InterruptedException {
    AtomicLong heard = new AtomicLong();
    CountDownLatch twice = new CountDownLatch(2);
    CountDownLatch ended = new CountDownLatch(1);
    SnapshotFeed feed = new SnapshotFeed(QUIET);
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
    feed.begin();
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
    SnapshotFeed feed = new SnapshotFeed(QUIET);
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
    feed.begin();
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Recorder.SHARED.distressed()).isTrue();
    feed.end();
  }

  @Test
  void anOutputWhoseClassesAreBrokenKeepsNoOtherFromItsSpans() throws InterruptedException {
    CountDownLatch again = new CountDownLatch(2);
    SnapshotFeed feed = new SnapshotFeed(QUIET);
    feed.listen(
        new SnapshotFeed.Listener() {
          @Override
          public void rehearse(Snapshot madeUp) {
            throw new NoClassDefFoundError("Could not initialize class, as far as this test goes");
          }

          @Override
          public void next(Snapshot snapshot) {}

          @Override
          public void end() {}
        });
    feed.listen(
        new SnapshotFeed.Listener() {
          @Override
          public void next(Snapshot snapshot) {
            again.countDown();
          }

          @Override
          public void end() {}
        });
    feed.begin();
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Recorder.SHARED.distressed()).isTrue();
    feed.end();
  }

  /** What a listener was told, in its order. */
  private static class Told implements SnapshotFeed.Listener {
    final List<String> words = new CopyOnWriteArrayList<>();
    final AtomicLong heard = new AtomicLong();

    @Override
    public void rehearse(Snapshot madeUp) {
      words.add("rehearse");
    }

    @Override
    public void next(Snapshot snapshot) {
      words.add("next");
      heard.addAndGet(operations(snapshot));
    }

    @Override
    public void end() {
      words.add("end");
    }
  }

  @Test
  void handsNothingOnBeforeTheHeapHasRoomAndLosesNothing() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);
    AtomicBoolean room = new AtomicBoolean();
    Told told = new Told();
    Told joined = new Told();
    SnapshotFeed feed = new SnapshotFeed(console, new HeapRoom(room::get));
    feed.total();
    feed.listen(told);
    feed.begin();
    feed.join(joined);
    Recorder.SHARED.record(SITE, 100);
    feed.total();
    Recorder.SHARED.record(SITE, 100);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> said.toString(StandardCharsets.UTF_8).contains("outputs begin when 8 MiB"));
    assertThat(told.words).isEmpty();
    assertThat(joined.heard).hasValue(2);

    room.set(true);
    await().atMost(Duration.ofSeconds(30)).until(() -> told.heard.get() == 2);
    assertThat(told.words).startsWith("rehearse", "next").containsOnlyOnce("rehearse");
    feed.end();
    assertThat(told.words).endsWith("end");
  }

  @Test
  void handsAllOnAtTheEndWhereThereWasNeverRoom() {
    Told told = new Told();
    SnapshotFeed feed = new SnapshotFeed(QUIET, new HeapRoom(() -> false));
    feed.total();
    feed.listen(told);
    feed.begin();
    Recorder.SHARED.record(SITE, 100);
    feed.total();
    feed.end();
    assertThat(told.words).containsExactly("next", "end");
    assertThat(told.heard).hasValue(1);
  }

  @Test
  void stopsToRehearseWhereTheRoomGoesMeanwhile() {
    AtomicBoolean room = new AtomicBoolean(true);
    Told first =
        new Told() {
          @Override
          public void rehearse(Snapshot madeUp) {
            super.rehearse(madeUp);
            room.set(false);
          }
        };
    Told second = new Told();
    SnapshotFeed feed = new SnapshotFeed(QUIET, new HeapRoom(room::get));
    feed.listen(first);
    feed.listen(second);
    feed.begin();
    await().atMost(Duration.ofSeconds(30)).until(() -> !first.words.isEmpty());
    feed.total();
    assertThat(second.words).isEmpty();
    assertThat(first.words).containsExactly("rehearse");
    room.set(true);
    await().atMost(Duration.ofSeconds(30)).until(() -> second.words.contains("next"));
    feed.end();
    assertThat(first.words).containsOnlyOnce("rehearse");
    assertThat(second.words).startsWith("rehearse", "next");
  }
}
