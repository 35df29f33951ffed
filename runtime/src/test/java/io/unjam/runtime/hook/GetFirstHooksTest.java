package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GetFirstHooksTest {
  private static List<Map<Object, Object>> maps() {
    return List.of(new ConcurrentHashMap<>(), new ShardedConcurrentHashMap<>(4));
  }

  @Test
  void doesWhatTheMapsOwnMethodsDo() {
    for (Map<Object, Object> map : maps()) {
      assertThat(GetFirstHooks.computeIfAbsent(map, "a", k -> k + "1")).isEqualTo("a1");
      assertThat(GetFirstHooks.computeIfAbsent(map, "a", k -> "other")).isEqualTo("a1");
      assertThat(GetFirstHooks.computeIfAbsent(map, "none", k -> null)).isNull();
      assertThat(GetFirstHooks.putIfAbsent(map, "a", "2")).isEqualTo("a1");
      assertThat(GetFirstHooks.putIfAbsent(map, "b", "2")).isNull();
      assertThat(GetFirstHooks.put(map, "b", "3")).isEqualTo("2");
      assertThat(GetFirstHooks.put(map, "c", "4")).isNull();
      assertThat(map).isEqualTo(Map.of("a", "a1", "b", "3", "c", "4"));
    }
  }

  @Test
  void aPutOfAnEqualValueOfAnotherIdentityIsAWrite() {
    for (Map<Object, Object> map : maps()) {
      Object one = List.of(1);
      Object equal = List.of(1);
      map.put("k", one);
      assertThat(GetFirstHooks.put(map, "k", one)).isSameAs(one);
      assertThat(GetFirstHooks.put(map, "k", equal)).isSameAs(one);
      assertThat(map.get("k")).isSameAs(equal);
    }
  }

  @Test
  void refusesNullsThoughTheKeyIsThere() {
    for (Map<Object, Object> map : maps()) {
      map.put("k", 1);
      for (Runnable call :
          List.<Runnable>of(
              () -> GetFirstHooks.computeIfAbsent(map, "k", null),
              () -> GetFirstHooks.computeIfAbsent(map, null, k -> 1),
              () -> GetFirstHooks.putIfAbsent(map, "k", null),
              () -> GetFirstHooks.putIfAbsent(map, null, 1),
              () -> GetFirstHooks.put(map, "k", null),
              () -> GetFirstHooks.put(map, null, 1),
              () -> GetFirstHooks.put(null, "k", 1),
              () -> GetFirstHooks.computeIfAbsent(null, "k", k -> 1))) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class);
      }
    }
  }

  @Test
  void aRecursiveUpdateIsStillNoticed() {
    for (Map<Object, Object> map : maps()) {
      Function<Object, Object> again = k -> GetFirstHooks.computeIfAbsent(map, k, j -> 1);
      assertThatThrownBy(() -> GetFirstHooks.computeIfAbsent(map, "k", again))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  GetFirstHooks.computeIfAbsent(
                      map, "k", k -> GetFirstHooks.putIfAbsent(map, k, 1)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aKeyThatIsBeingComputedIsWaitedFor() throws Exception {
    for (Map<Object, Object> map : maps()) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        Future<Object> computing =
            other.submit(
                () ->
                    GetFirstHooks.computeIfAbsent(
                        map,
                        "k",
                        k -> {
                          inside.countDown();
                          awaitUninterruptibly(go);
                          return "computed";
                        }));
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        go.countDown();
        assertThat(GetFirstHooks.computeIfAbsent(map, "k", k -> "mine")).isEqualTo("computed");
        assertThat(computing.get(30, TimeUnit.SECONDS)).isEqualTo("computed");
      } finally {
        other.shutdownNow();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A map of an application's own, whose reads are counted. */
  private static final class Own extends ConcurrentHashMap<Object, Object> {
    private static final long serialVersionUID = 1L;
    private int reads;

    @Override
    public Object get(Object key) {
      reads++;
      return super.get(key);
    }
  }

  @Test
  void looksIntoNoOtherMap() {
    Own own = new Own();
    own.put("k", 1);
    assertThat(GetFirstHooks.computeIfAbsent(own, "k", k -> 2)).isEqualTo(1);
    assertThat(GetFirstHooks.putIfAbsent(own, "k", 2)).isEqualTo(1);
    assertThat(GetFirstHooks.put(own, "k", 1)).isEqualTo(1);
    assertThat(own.reads).isZero();

    Map<Object, Object> byAccess = new LinkedHashMap<>(16, 0.75f, true);
    byAccess.put("old", 1);
    byAccess.put("young", 2);
    GetFirstHooks.putIfAbsent(byAccess, "old", 3);
    Map<Object, Object> expected = new LinkedHashMap<>(16, 0.75f, true);
    expected.put("old", 1);
    expected.put("young", 2);
    expected.putIfAbsent("old", 3);
    assertThat(byAccess.keySet().toString()).isEqualTo(expected.keySet().toString());

    Map<Object, Object> nulls = new HashMap<>();
    assertThat(GetFirstHooks.put(nulls, null, null)).isNull();
    assertThat(nulls).containsKey(null);
  }
}
