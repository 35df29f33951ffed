package io.unjam.runtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.hook.PinHooks;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The book-keeping of bound threads, over a system of the test's own with processors 0, 1 and 65.
 */
class ThreadPinsTest {

  private static final long[] ALL = {3, 2};

  /** Direct memory stands in for what lies at an address: there is one of it. */
  private static final ByteBuffer MASK =
      ByteBuffer.allocate(ThreadPins.MASK_BYTES).order(ByteOrder.nativeOrder());

  private static final Map<Integer, long[]> MASKS = new HashMap<>();
  private static volatile boolean refuses;

  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  static int self() {
    return (int) Thread.currentThread().getId();
  }

  static synchronized int get(int thread, long size, long address) {
    long[] mask = MASKS.getOrDefault(thread, ALL);
    for (int i = 0; i < mask.length; i++) {
      MASK.putLong(i * Long.BYTES, mask[i]);
    }
    return mask.length * Long.BYTES;
  }

  static synchronized int set(int thread, long size, long address) {
    if (refuses) {
      return -1;
    }
    MASKS.put(thread, new long[] {MASK.getLong(0), MASK.getLong(Long.BYTES)});
    return 0;
  }

  private static synchronized long[] mask(Thread thread) {
    return MASKS.getOrDefault((int) thread.getId(), ALL);
  }

  private static String serve() throws ReflectiveOperationException {
    MethodType call = MethodType.methodType(int.class, int.class, long.class, long.class);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle self =
        lookup.findStatic(ThreadPinsTest.class, "self", MethodType.methodType(int.class));
    return ThreadPins.serve(
        self,
        lookup.findStatic(ThreadPinsTest.class, "get", call),
        lookup.findStatic(ThreadPinsTest.class, "set", call),
        MASK,
        0);
  }

  @BeforeEach
  void serveThem() throws ReflectiveOperationException {
    Switches.svEdits(true);
    refuses = false;
    assertThat(serve()).isNull();
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    ThreadPins.release(new int[0]);
    MASKS.clear();
  }

  /** Starts a thread that comes to a site, and then waits for the test's end. */
  private Thread writer(String name, int pattern) throws InterruptedException {
    CountDownLatch been = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              PinHooks.come(pattern);
              been.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    threads.add(thread);
    thread.start();
    been.await();
    return thread;
  }

  @Test
  void spreadsThreadsOverTheProcessorsOfTheProcess() throws InterruptedException {
    int pattern = ThreadPins.number("writer-*");
    List<long[]> masks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      masks.add(mask(writer("writer-" + i, pattern)));
    }

    assertThat(masks)
        .containsExactly(
            new long[] {1, 0}, new long[] {2, 0}, new long[] {0, 2}, new long[] {1, 0});
    assertThat(ThreadPins.bound())
        .containsExactly(
            "writer-0 on processor 0",
            "writer-1 on processor 1",
            "writer-2 on processor 65",
            "writer-3 on processor 0");
  }

  @Test
  void leavesThreadsOfOtherNamesAlone() throws InterruptedException {
    assertThat(mask(writer("reader-1", ThreadPins.number("writer-*")))).isEqualTo(ALL);
  }

  @Test
  void givesBackWhatAThreadHad() throws InterruptedException {
    int pattern = ThreadPins.number("*");
    Thread thread = writer("any", pattern);
    assertThat(mask(thread)).isNotEqualTo(ALL);

    ThreadPins.release(new int[0]);

    assertThat(mask(thread)).isEqualTo(ALL);
    assertThat(ThreadPins.bound()).isEmpty();
  }

  @Test
  void givesTheProcessorsOfTheProcessToWhoInheritedABinding() throws InterruptedException {
    Thread parent = writer("parent", ThreadPins.number("*"));
    int heir = -1;
    int ownChoice = -2;
    MASKS.put(heir, mask(parent));
    MASKS.put(ownChoice, new long[] {3, 0});

    ThreadPins.release(new int[] {heir, ownChoice});

    assertThat(MASKS.get(heir)).isEqualTo(ALL);
    assertThat(MASKS.get(ownChoice)).isEqualTo(new long[] {3, 0});
  }

  @Test
  void bindsNobodyWhileEditsAreOffAndLooksAgainAfterwards() throws InterruptedException {
    Switches.svEdits(false);
    int pattern = ThreadPins.number("*");
    PinHooks.come(pattern);
    assertThat(ThreadPins.bound()).isEmpty();

    Switches.svEdits(true);
    ThreadPins.again();
    PinHooks.come(pattern);

    assertThat(ThreadPins.bound()).hasSize(1);
  }

  @Test
  void leavesAThreadAloneThatTheSystemRefusesToBind() throws Exception {
    refuses = true;

    assertThat(mask(writer("writer", ThreadPins.number("*")))).isEqualTo(ALL);

    assertThat(ThreadPins.bound()).isEmpty();
    assertThat(serve()).isEqualTo("the system does not let this process bind its threads");
  }

  @Test
  void givesAPatternOneNumber() {
    assertThat(ThreadPins.number("a*")).isEqualTo(ThreadPins.number("a*"));
    assertThat(ThreadPins.number("b*")).isNotEqualTo(ThreadPins.number("a*"));
  }

  @ParameterizedTest
  @CsvSource({
    "writer-*, writer-12, true",
    "writer-*, reader-12, false",
    "*-exec-*, http-nio-8080-exec-3, true",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXbX, false",
    "'pool 1', 'pool 1', true",
    "'*', '', true",
    "x, xx, false",
  })
  void aStarStandsForAnyCharacters(String pattern, String name, boolean fits) {
    assertThat(ThreadPins.matches(pattern, name)).isEqualTo(fits);
  }
}
