package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.edit.StripedProgramsTest.Table;
import io.unjam.transformers.proof.striping.StripingPrograms.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every program that the proof accepts, striped, with threads that want the same keys and the whole
 * map and change places in the midst of sections: what they get is what the original gives for some
 * order of their steps, one after the other.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StripedSchedulesTest {
  private static final long SEED = 20261128;
  private static final int THREADS = 3;
  private static final int STEPS = 3;
  private static final int KEYS = 2;
  private static final int RUNS = 4;
  private static final int MANY_RUNS = 5_000;
  private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

  @AfterAll
  static void end() {
    POOL.shutdownNow();
  }

  /** Whose steps are several sections: other threads may come in between, in the original too. */
  private static final List<String> SEVERAL_SECTIONS =
      List.of(
          "keys of a loop, each in a section of its own",
          "looks by the read lock, then writes",
          "declared as a read-write lock, with halves in fields of their own classes");

  private static boolean hasPattern(Program program, String pattern) {
    return program.pattern().startsWith(pattern);
  }

  static List<Program> sound() {
    List<Program> all = StripedProgramsTest.sound();
    for (String pattern : SEVERAL_SECTIONS) {
      assertThat(all).as(pattern).anyMatch(program -> hasPattern(program, pattern));
    }
    return all.stream()
        .filter(
            program -> SEVERAL_SECTIONS.stream().noneMatch(pattern -> hasPattern(program, pattern)))
        .toList();
  }

  /**
   * What a thread asks for.
   *
   * @param key negative for a copy of all
   */
  private record Step(int key, int value) {
    Object on(Table table) throws Exception {
      try {
        return key < 0 ? table.copied() : table.step(key, value);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<List<Step>> steps(Random random) {
    List<List<Step>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        boolean copies = random.nextInt(5) == 0;
        steps.add(new Step(copies ? -1 : random.nextInt(KEYS), random.nextInt(24) - 8));
      }
      all.add(steps);
    }
    return all;
  }

  /** What each thread got, and at last what there was. */
  private record History(List<List<Step>> steps, List<List<Object>> answers, Object left) {}

  private static History run(Table table, long seed) throws Exception {
    List<List<Step>> steps = steps(new Random(seed));
    CyclicBarrier begin = new CyclicBarrier(THREADS);
    List<Future<List<Object>>> running = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      List<Step> own = steps.get(t);
      long chance = seed * THREADS + t;
      Callable<List<Object>> task =
          () -> {
            begin.await();
            NoisySchedule.begin(chance);
            try {
              List<Object> answers = new ArrayList<>();
              for (Step step : own) {
                answers.add(step.on(table));
              }
              return answers;
            } finally {
              NoisySchedule.end();
            }
          };
      running.add(POOL.submit(task));
    }
    List<List<Object>> answers = new ArrayList<>();
    for (Future<List<Object>> each : running) {
      answers.add(each.get());
    }
    return new History(steps, answers, new Step(-1, 0).on(table));
  }

  /** Whether the original gives these answers if the steps are taken in some order. */
  private static boolean isSomeOrder(Program program, Table original, History history)
      throws Exception {
    return isSomeOrder(program, original, history, new ArrayList<>());
  }

  private static boolean isSomeOrder(
      Program program, Table model, History history, List<Integer> order) throws Exception {
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      if (order.stream().filter(each -> each == thread).count() == STEPS) {
        continue;
      }
      order.add(t);
      Table original = replay(model.another(program, null), history, order);
      if (original != null
          && (order.size() == THREADS * STEPS
              ? new Step(-1, 0).on(original).equals(history.left())
              : isSomeOrder(program, model, history, order))) {
        return true;
      }
      order.remove(order.size() - 1);
    }
    return false;
  }

  /** The original after these steps; {@code null} where an answer is another. */
  private static @Nullable Table replay(Table original, History history, List<Integer> order)
      throws Exception {
    int[] next = new int[THREADS];
    for (int thread : order) {
      int at = next[thread]++;
      Object answer = history.steps().get(thread).get(at).on(original);
      if (!answer.equals(history.answers().get(thread).get(at))) {
        return null;
      }
    }
    return original;
  }

  @ParameterizedTest
  @MethodSource("sound")
  void whatThreadsGetIsWhatTheOriginalGivesInSomeOrder(Program program) throws Exception {
    byte[] edited = StripedProgramsTest.rewrite(program).edited();
    assertThat(edited).as(program.source()).isNotNull();
    byte[] disturbed = NoisySchedule.disturb(edited);
    Table original = Table.load(program, null);
    Table model = Table.load(program, disturbed);
    for (int i = 0; i < RUNS; i++) {
      Table striped = model.another(program, disturbed);
      // Unsplit, it is the original's own lock: every other run.
      if (i % 2 == 0) {
        striped.split(program);
      }
      History history = run(striped, SEED + i);
      assertThat(isSomeOrder(program, original, history))
          .as(history + "\n" + program.source())
          .isTrue();
    }
  }

  /** Or else agreement says nothing. */
  @Test
  void aProgramWithoutItsMonitorIsFound() throws Exception {
    Program program =
        sound().stream()
            .filter(
                each ->
                    each.isMonitor()
                        && !each.isOwned()
                        && each.pattern().startsWith("read then write"))
            .findFirst()
            .orElseThrow();
    byte[] unguarded =
        NoisySchedule.disturb(
            NoisySchedule.withoutMonitors(StripedProgramsTest.classFile(program)));
    Table original = Table.load(program, null);
    boolean found = false;
    for (int i = 0; i < MANY_RUNS && !found; i++) {
      found = !isSomeOrder(program, original, run(Table.load(program, unguarded), SEED + i));
    }
    assertThat(found).as(program.source()).isTrue();
  }
}
