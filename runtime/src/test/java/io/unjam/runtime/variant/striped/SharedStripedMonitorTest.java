package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.hook.StripeHooks;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The monitor of an object that others know: its holder may wait on it, in the midst of whatever it
 * does with the map.
 */
@Timeout(60)
class SharedStripedMonitorTest {
  private final Object owner = new Object();
  private final StripedHashMap<Object, Object> map = new StripedHashMap<>(8);
  private final StripedMonitor striped;

  SharedStripedMonitorTest() {
    map.put("a", 1);
    map.put("b", 2);
    map.put("c", 3);
    StripeHooks.guardByOwner(owner, map);
    striped = (StripedMonitor) map.guard();
  }

  /** A call of the map by a holder of the monitor, which runs code of the application. */
  record Call(String name, BiConsumer<StripedHashMap<Object, Object>, Runnable> body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Call> callsThatRunOtherCode() {
    return Stream.of(
        new Call("forEach", (map, code) -> map.forEach((key, value) -> code.run())),
        new Call("keys", (map, code) -> map.keySet().forEach(key -> code.run())),
        new Call("values", (map, code) -> map.values().forEach(value -> code.run())),
        new Call("entries", (map, code) -> map.entrySet().forEach(entry -> code.run())),
        new Call(
            "replaceAll",
            (map, code) ->
                map.replaceAll(
                    (key, value) -> {
                      code.run();
                      return value;
                    })),
        new Call("compute", (map, code) -> map.compute("a", (key, value) -> after(code, value))),
        new Call(
            "computeIfAbsent", (map, code) -> map.computeIfAbsent("z", key -> after(code, null))),
        new Call(
            "computeIfPresent",
            (map, code) -> map.computeIfPresent("a", (key, value) -> after(code, value))),
        new Call("merge", (map, code) -> map.merge("a", 1, (one, two) -> after(code, one))),
        new Call("containsValue", (map, code) -> saw(map.containsValue(equalAfter(code)))),
        new Call("remove", (map, code) -> map.remove("a", equalAfter(code))),
        new Call(
            "replace",
            (map, code) -> {
              map.put("a", equalAfter(code));
              saw(map.replace("a", 9, 4));
            }),
        new Call(
            "entry removed",
            (map, code) -> map.entrySet().remove(Map.entry("a", equalAfter(code)))),
        new Call(
            "entry asked for",
            (map, code) -> {
              map.put("a", equalAfter(code));
              saw(map.entrySet().contains(Map.entry("a", 9)));
            }));
  }

  private static void saw(boolean found) {
    assertThat(found).isFalse();
  }

  private static Object after(Runnable code, Object value) {
    code.run();
    return value;
  }

  /** An object that runs something when it is compared. */
  private static Object equalAfter(Runnable code) {
    return new Object() {
      @Override
      public boolean equals(Object other) {
        code.run();
        return false;
      }

      @Override
      public int hashCode() {
        return 1;
      }
    };
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** What somebody is given for a section about a key, while the holder waits. */
  private Object whileTheHolderWaits(Consumer<Runnable> holder) throws Exception {
    AtomicReference<Object> given = new AtomicReference<>();
    AtomicBoolean waited = new AtomicBoolean();
    Runnable waiting =
        () -> {
          if (waited.compareAndSet(false, true)) {
            Thread other =
                start(
                    () -> {
                      Object entered = StripeHooks.monitor(owner, map, "b");
                      synchronized (entered) {
                        given.set(entered);
                      }
                      synchronized (owner) {
                        owner.notifyAll();
                      }
                    });
            while (given.get() == null || other.isAlive()) {
              try {
                owner.wait(10);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          }
        };
    synchronized (owner) {
      holder.accept(waiting);
    }
    assertThat(waited).isTrue();
    return given.get();
  }

  @ParameterizedTest
  @MethodSource("callsThatRunOtherCode")
  void nobodyOpensTheStripesInTheMidstOfACallThatBeganUnsplit(Call call) throws Exception {
    Object given =
        whileTheHolderWaits(
            code -> {
              call.body()
                  .accept(
                      map,
                      () -> {
                        striped.split();
                        code.run();
                      });
            });

    assertThat(striped.isSplit()).isTrue();
    assertThat(given).isSameAs(owner);
    assertThat(StripeHooks.monitor(owner, map, "b")).as("afterwards").isNotSameAs(owner);
  }

  @ParameterizedTest
  @MethodSource("callsThatRunOtherCode")
  void nobodyOpensTheStripesInTheMidstOfACall(Call call) throws Exception {
    striped.split();
    Object given = whileTheHolderWaits(code -> call.body().accept(map, code));

    assertThat(given).isSameAs(owner);
    assertThat(StripeHooks.monitor(owner, map, "b")).as("afterwards").isNotSameAs(owner);
  }

  @Test
  void betweenTwoCallsItMaySplitAndTheNextOneClosesTheStripes() throws Exception {
    Object given =
        whileTheHolderWaits(
            code -> {
              Iterator<Object> keys = map.keySet().iterator();
              keys.next();
              striped.split();
              code.run();
              Object chosen = stripe();
              keys.next();
              synchronized (chosen) {
                assertThat(StripeHooks.isValid(owner, map, chosen)).isFalse();
              }
            });
    assertThat(given).isNotSameAs(owner);
  }

  @Test
  void betweenTwoCallsTheStripesMayOpenAndTheNextOneClosesThem() throws Exception {
    striped.split();
    Object given =
        whileTheHolderWaits(
            code -> {
              Iterator<Object> keys = map.keySet().iterator();
              keys.next();
              code.run();
              Object chosen = stripe();
              keys.next();
              synchronized (chosen) {
                assertThat(StripeHooks.isValid(owner, map, chosen)).isFalse();
              }
            });
    assertThat(given).isNotSameAs(owner);
  }

  /** The stripe that the last section was given: that of its key, by another thread. */
  private Object stripe() {
    AtomicReference<Object> chosen = new AtomicReference<>();
    Thread other = start(() -> chosen.set(StripeHooks.monitor(owner, map, "b")));
    await().until(() -> !other.isAlive());
    return chosen.get();
  }

  @Test
  void aCallThatFailsLetsTheStripesOpenAgain() {
    striped.split();
    synchronized (owner) {
      try {
        map.forEach(
            (key, value) -> {
              throw new IllegalStateException("as planned");
            });
      } catch (IllegalStateException expected) {
        assertThat(expected).hasMessage("as planned");
      }
    }
    assertThat(StripeHooks.monitor(owner, map, "b")).isNotSameAs(owner);
  }

  @Test
  void aHolderWhoAsksForAnUntrustedKeyBeforeItIsSplitEndsTheStripingToo() {
    synchronized (owner) {
      assertThat(map.get(List.of("a"))).isNull();
    }
    assertThat(striped.isWholeForGood()).isTrue();
    striped.split();
    assertThat(striped.isSplit()).isFalse();
  }

  @Test
  void aHolderWhoAsksForAnUntrustedKeyEndsTheStriping() {
    striped.split();
    synchronized (owner) {
      assertThat(map.get(null)).isNull();
      assertThat(striped.isWholeForGood()).isFalse();
      assertThat(map.get(List.of("a"))).isNull();
    }
    assertThat(striped.isWholeForGood()).isTrue();
    assertThat(StripeHooks.monitor(owner, map, "b")).isSameAs(owner);
  }
}
