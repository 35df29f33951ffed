package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.agent.report.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a folder that looks like Linux's, and against Linux's own. */
class RunQueueTest {

  @TempDir Path tasks;

  private final Map<String, Long> processorNanos = new HashMap<>();

  private void task(int number, String name, long waited) throws IOException {
    task(number, name, 123_456, waited);
  }

  private void task(int number, String name, long ran, long waited) throws IOException {
    Path task = Files.createDirectories(tasks.resolve(String.valueOf(number)));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), ran + " " + waited + " 17\n");
  }

  private RunQueue queue() throws IOException {
    return RunQueue.open(tasks, name -> processorNanos.getOrDefault(name, -1L), 1_000);
  }

  @Test
  void tellsHowLongAThreadWaitedBetweenTwoLooks() throws IOException {
    task(1, "worker", 5_000_000);
    task(2, "other", 0);
    RunQueue queue = queue();
    queue.watch(List.of("worker"), 1_000);
    assertThat(queue.look(() -> 1_100)).isEmpty();
    task(1, "worker", 7_000_000);
    assertThat(queue.look(() -> 1_200))
        .containsExactly(new Recording.Delay(1_100, 1_200, "worker", 2_000_000));
    task(1, "worker", 7_000_100);
    assertThat(queue.look(() -> 1_300)).isEmpty();
  }

  @Test
  void aWaitLiesBetweenTheBeginningOfTheLastLookAndTheEndOfThisOne() throws IOException {
    task(1, "worker", 0);
    RunQueue queue = queue();
    queue.watch(List.of("worker"), 1_000);
    AtomicLong clock = new AtomicLong(1_000);
    LongSupplier slow = () -> clock.addAndGet(100);
    queue.look(slow); // from 1,100 to 1,200
    task(1, "worker", 7_000_000);
    assertThat(queue.look(slow))
        .containsExactly(new Recording.Delay(1_100, 1_400, "worker", 7_000_000));
  }

  @Test
  void knowsALongNameByItsBeginning() throws IOException {
    task(1, "http-nio-8080-e", 0);
    RunQueue queue = queue();
    queue.watch(List.of("http-nio-8080-exec-12"), 1_000);
    assertThat(queue.found()).isEqualTo(1);
  }

  @Test
  void tellsThreadsOfAPoolApartByTheirProcessorTime() throws IOException {
    task(1, "http-nio-8080-e", 1_000_000, 0);
    task(2, "http-nio-8080-e", 1_050_000, 0);
    task(3, "http-nio-8080-e", 90_000_000, 0);
    processorNanos.put("http-nio-8080-exec-2", 1_050_000L);
    processorNanos.put("http-nio-8080-exec-3", 94_000_000L); // runs, and schedstat lags
    processorNanos.put("http-nio-8080-exec-4", 1_020_000L); // may be either
    RunQueue queue = queue();
    queue.watch(
        List.of("http-nio-8080-exec-2", "http-nio-8080-exec-3", "http-nio-8080-exec-4"), 1_000);
    assertThat(queue.found()).isEqualTo(2);
    queue.look(() -> 1_100);
    task(2, "http-nio-8080-e", 1_050_000, 5_000_000);
    task(3, "http-nio-8080-e", 94_000_000, 6_000_000);
    assertThat(queue.look(() -> 1_200))
        .containsExactlyInAnyOrder(
            new Recording.Delay(1_100, 1_200, "http-nio-8080-exec-2", 5_000_000),
            new Recording.Delay(1_100, 1_200, "http-nio-8080-exec-3", 6_000_000));
  }

  @Test
  void knowsTheMainThreadByTheNameOfTheProcess() throws IOException {
    Path folder = tasks.resolve("77/task");
    Path first = Files.createDirectories(folder.resolve("77"));
    Path main = Files.createDirectories(folder.resolve("78"));
    for (Path task : List.of(first, main)) {
      Files.writeString(task.resolve("comm"), "java\n");
    }
    Files.writeString(first.resolve("schedstat"), "1000000 0 17\n");
    Files.writeString(main.resolve("schedstat"), "90000000 0 17\n");
    RunQueue queue = RunQueue.open(folder, name -> name.equals("main") ? 90_000_000L : -1, 1_000);
    queue.watch(List.of("main"), 1_000);
    queue.look(() -> 1_100);
    Files.writeString(main.resolve("schedstat"), "90000000 5000000 17\n");
    assertThat(queue.look(() -> 1_200))
        .containsExactly(new Recording.Delay(1_100, 1_200, "main", 5_000_000));
  }

  @Test
  void triesAgainLaterWhatCouldNotBeTold() throws IOException {
    task(1, "pool-1-thread-1", 1_000_000, 0);
    task(2, "pool-1-thread-1", 1_000_000, 0);
    processorNanos.put("pool-1-thread-12", 1_000_000L);
    RunQueue queue = queue();
    queue.watch(List.of("pool-1-thread-12", "nobody", ""), 1_000);
    assertThat(queue.found()).isZero();
    task(2, "pool-1-thread-1", 70_000_000, 0);
    queue.watch(List.of("pool-1-thread-12"), 1_500);
    assertThat(queue.found()).isZero();
    queue.watch(List.of("pool-1-thread-12"), 9_000);
    assertThat(queue.found()).isEqualTo(1);
  }

  @Test
  void watchesNeitherOfTwoThreadsOfOneName() throws IOException {
    task(1, "twin", 0);
    task(2, "twin", 0);
    RunQueue queue = queue();
    queue.watch(List.of("twin"), 1_000);
    assertThat(queue.found()).isZero();
    assertThat(queue.look(() -> 1_100)).isEmpty();
  }

  @Test
  void watchesThoseThatWereSlowLast() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < RunQueue.MOST + 1; i++) {
      names.add("t" + i);
      task(i + 1, "t" + i, 0);
    }
    RunQueue queue = queue();
    queue.watch(names, 1_000);
    assertThat(queue.found()).isEqualTo(RunQueue.MOST);
    queue.look(() -> 1_100);
    task(1, "t0", 9_000_000);
    task(2, "t1", 9_000_000);
    assertThat(queue.look(() -> 1_200)).extracting(Recording.Delay::thread).containsExactly("t1");
  }

  @Test
  void forgetsAThreadThatHasEnded() throws IOException {
    task(1, "short", 0);
    RunQueue queue = queue();
    queue.watch(List.of("short"), 1_000);
    Files.delete(tasks.resolve("1/schedstat"));
    assertThat(queue.look(() -> 1_100)).isEmpty();
    assertThat(queue.found()).isZero();
  }

  @Test
  void whatLinuxDoesNotWriteIsSaid() throws IOException {
    task(1, "odd", 0);
    Files.writeString(tasks.resolve("1/schedstat"), "nonsense");
    RunQueue queue = queue();
    queue.watch(List.of("odd"), 1_000);
    assertThatThrownBy(() -> queue.look(() -> 1_100)).hasMessageContaining("nonsense");
  }

  @Test
  void thereIsNoneWithoutSuchAFolder() throws IOException {
    assertThat(RunQueue.open(tasks.resolve("none"), name -> -1, 0)).isNull();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void findsAThreadOfThisJvmByItsLongName() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              running.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "a-rather-long-name-of-a-thread");
    thread.start();
    running.await();
    RunQueue queue = RunQueue.open(Path.of("/proc/self/task"), new ThreadTimes(), 0);
    queue.watch(List.of(thread.getName(), "main"), 1_000);
    assertThat(queue.found()).isBetween(1, 2);
    assertThat(queue.look(() -> 100)).isEmpty();
    over.countDown();
    thread.join();
  }
}
