package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** How a sharded map takes many mappings at once. */
class ShardedPutAllTest {
  /** Their table has 256 slots where it is made for them, and 128 where it has grown with them. */
  private static final int MANY = 90;

  static {
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  /**
   * Numbers up to {@link #MANY} mapped to themselves, in order.
   *
   * @param before called with each before it is handed out
   */
  private static Map<Integer, Integer> source(IntConsumer before) {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<Integer, Integer>> entrySet() {
        return new AbstractSet<>() {
          @Override
          public int size() {
            return MANY;
          }

          @Override
          public Iterator<Entry<Integer, Integer>> iterator() {
            return new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                return next < MANY;
              }

              @Override
              public Entry<Integer, Integer> next() {
                before.accept(next);
                int number = next++;
                return Map.entry(number, number);
              }
            };
          }
        };
      }
    };
  }

  private static Map<Integer, Integer> numbers(int count) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      numbers.put(i, i);
    }
    return numbers;
  }

  private static long tableBytes(Map<?, ?> map) {
    GraphLayout layout = GraphLayout.parseInstance(map);
    long bytes = 0;
    for (Class<?> each : layout.getClasses()) {
      if (each.getName().equals("[Ljava.util.concurrent.ConcurrentHashMap$Node;")) {
        bytes += layout.getClassSizes().count(each);
      }
    }
    return bytes;
  }

  private static long bytesOfATableFor(int mappings) {
    Map<Integer, Integer> map = new ConcurrentHashMap<>(mappings, 0.75f, 1);
    map.put(1, 1);
    return tableBytes(map);
  }

  @Test
  void aNewShardIsMadeForItsShare() {
    for (Map<Integer, Integer> map :
        List.of(
            filled(new ShardedConcurrentHashMap<>(1)),
            filled(new ShardedConcurrentHashMap<>(8, 1)),
            filled(new ShardedConcurrentHashMap<>(8, 100f, 1)))) {
      assertThat(tableBytes(map)).isEqualTo(bytesOfATableFor(170));
      assertThat(map).hasSize(MANY);
    }
  }

  private static ShardedConcurrentHashMap<Integer, Integer> filled(
      ShardedConcurrentHashMap<Integer, Integer> map) {
    map.putAll(source(number -> {}));
    return map;
  }

  @Test
  void aCopyIsMadeForItsShares() {
    Map<Integer, Integer> numbers = numbers(20_000);
    Map<Integer, Integer> map = new ShardedConcurrentHashMap<>(numbers, 64);
    assertThat(map).isEqualTo(numbers);
    // 313 in each, and tables of the next power of two above half as many more.
    assertThat(tableBytes(map)).isEqualTo(64 * bytesOfATableFor(350));
  }

  @Test
  void aShardThatTheApplicationMadeLargerStaysAsLarge() {
    assertThat(tableBytes(filled(new ShardedConcurrentHashMap<>(1_000, 1))))
        .isEqualTo(bytesOfATableFor(1_000));
  }

  @Test
  void anEmptyShardMakesRoomBeforeItIsFilled() {
    ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(1);
    map.put(-1, -1);
    map.remove(-1);
    long[] seen = new long[MANY];
    map.putAll(source(number -> seen[number] = tableBytes(map)));
    assertThat(seen[0]).isLessThan(seen[1]);
    assertThat(seen[1]).isEqualTo(tableBytes(map)).isEqualTo(bytesOfATableFor(170));
  }

  @Test
  void aShardThatIsFullEnoughMakesNoRoomInVain() {
    ShardedConcurrentHashMap<Integer, Integer> map = filled(new ShardedConcurrentHashMap<>(1));
    long before = tableBytes(map);
    map.putAll(source(number -> {}));
    assertThat(tableBytes(map)).isEqualTo(before);
    assertThat(map).hasSize(MANY);
  }

  @Test
  void aNewShardComesIntoSightWithAllThatGoesIntoIt() {
    ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(1);
    map.putAll(source(number -> assertThat(map.isEmpty()).isTrue()));
    assertThat(map).isEqualTo(numbers(MANY));
  }

  @Test
  void whatAnotherPutsMeanwhileIsKeptAndPutAllComesLast() {
    ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(1);
    map.putAll(
        source(
            number -> {
              if (number == MANY / 2) {
                map.put(1, -1);
                map.put(MANY, -1);
              }
            }));
    assertThat(map.remove(MANY)).isEqualTo(-1);
    assertThat(map).isEqualTo(numbers(MANY));
  }

  @Test
  void whatASourceFailsAtComesOutAndWhatCameBeforeStays() {
    Map<Integer, Integer> withNull = new LinkedHashMap<>(numbers(MANY));
    withNull.put(MANY / 2, null);
    for (Map<Integer, Integer> source :
        List.of(
            withNull,
            source(
                number -> {
                  if (number == MANY / 2) {
                    throw new IllegalStateException("no more");
                  }
                }))) {
      Map<Integer, Integer> original = new ConcurrentHashMap<>();
      Map<Integer, Integer> map = new ShardedConcurrentHashMap<>(8);
      Throwable expected = catchThrowable(() -> original.putAll(source));
      assertThat(catchThrowable(() -> map.putAll(source))).hasSameClassAs(expected);
      assertThat(map).isEqualTo(original).hasSize(MANY / 2);
    }
  }

  @Test
  void aMapIsPutIntoItself() {
    ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(8);
    map.putAll(numbers(1_000));
    map.putAll(map);
    assertThat(map).isEqualTo(numbers(1_000));
  }
}
