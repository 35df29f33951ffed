package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.unjam.contract.MapConcurrency;
import io.unjam.contract.MapContract;
import io.unjam.contract.MapOracle;
import io.unjam.contract.MapReentrancy;
import io.unjam.contract.MapSource;
import io.unjam.contract.MapVariants;
import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The original and every variant pass the same suites. */
class MapVariantsTest {

  @TestFactory
  Stream<DynamicNode> keepTheContract() {
    return each(source -> MapContract.of(source.toString(), source));
  }

  @TestFactory
  Stream<DynamicNode> agreeWithTheOriginal() {
    return each(MapOracle::of);
  }

  @TestFactory
  Stream<DynamicNode> serveThreadsAtTheSameTime() {
    return each(MapConcurrency::of);
  }

  @TestFactory
  Stream<DynamicNode> endEveryOperationInsideAnothersFunction() {
    return each(MapReentrancy::of);
  }

  /** Guards the factories: a suite that lost its tests would be green. */
  @Test
  void theSuitesAskEnough() {
    MapSource original = MapVariants.ALL.get(0);
    assertThat(MapContract.of("map", original)).hasSizeGreaterThan(500);
    assertThat(MapOracle.of(original)).isNotEmpty();
    assertThat(MapConcurrency.of(original)).isNotEmpty();
    assertThat(MapReentrancy.of(original)).hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097})
  void shardCountsOutOfRangeAreRefused(int shards) {
    assertThatThrownBy(() -> new ShardedConcurrentHashMap<>(shards))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(shards));
    assertThatThrownBy(() -> new HotKeyConcurrentHashMap<>(shards))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(shards));
  }

  private static Stream<DynamicNode> each(Function<MapSource, Stream<DynamicTest>> suite) {
    return MapVariants.ALL.stream()
        .map(variant -> dynamicContainer(variant.name(), suite.apply(variant)));
  }
}
