package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The original and its stand-in, at several numbers of shards, keep one contract. */
class ConcurrentMapContractTest {

  @TestFactory
  Stream<DynamicTest> originalKeepsTheContract() {
    return ConcurrentMapContract.of("original", ConcurrentHashMap::new);
  }

  @TestFactory
  Stream<DynamicTest> oneShardKeepsTheContract() {
    return sharded(1);
  }

  @TestFactory
  Stream<DynamicTest> fourShardsKeepTheContract() {
    return sharded(4);
  }

  @TestFactory
  Stream<DynamicTest> sixtyFourShardsKeepTheContract() {
    return sharded(64);
  }

  /** Guards the factories: a suite that lost its tests would be green. */
  @Test
  void asksTheVariantWhatItAsksTheOriginal() {
    List<DynamicTest> original = ConcurrentMapContract.of("map", ConcurrentHashMap::new).toList();
    assertThat(original).hasSizeGreaterThan(500);
    assertThat(sharded(4).count()).isEqualTo(original.size());
  }

  @Test
  void entrySetsTakeAdditionsAsTheOriginalsDo() {
    for (Map<String, String> map :
        List.of(
            new ConcurrentHashMap<String, String>(),
            new ShardedConcurrentHashMap<String, String>(4))) {
      assertThat(map.entrySet().add(Map.entry("a", "1"))).isTrue();
      assertThat(map.entrySet().add(Map.entry("a", "1"))).isFalse();
      assertThat(map.entrySet().addAll(Map.of("a", "1", "b", "2").entrySet())).isTrue();
      assertThat(map.get("a")).isEqualTo("1");
      assertThat(map.get("b")).isEqualTo("2");
      assertThat(map.size()).isEqualTo(2);
    }
  }

  private static Stream<DynamicTest> sharded(int shards) {
    return ConcurrentMapContract.of(
        shards + " shards",
        () -> new KeysThroughIterator<>(new ShardedConcurrentHashMap<String, String>(shards)));
  }
}
