package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.record.Growing;
import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What maps of ours tell of the part that a key goes to. */
class GrowthTest {

  @Test
  void aPartRemembersItsOwnGrowthAndNoOtherSpan() {
    HotKeyConcurrentHashMap<Integer, Integer> map = new HotKeyConcurrentHashMap<>(1);
    assertThat(map.partOf(1)).isNull();
    map.put(0, 0);
    Growing part = (Growing) map.partOf(Integer.hashCode(0));
    long before = System.nanoTime();
    assertThat(part.grownWithin(before - 1_000_000_000, before)).isZero();
    for (int i = 0; i < 10_000; i++) {
      map.put(i, i);
    }
    long after = System.nanoTime();
    assertThat(part.grownWithin(before, after)).isPositive().isLessThanOrEqualTo(after - before);
    assertThat(part.grownWithin(after, after + 1)).isZero();
    assertThat(part.grownWithin(before - 2, before)).isZero();
  }

  @Test
  void aShardedMapsPartIsTheTableThatHoldsTheKey() {
    ShardedConcurrentHashMap<String, Integer> map = new ShardedConcurrentHashMap<>(8);
    assertThat(map.partOf("a".hashCode())).isNull();
    map.put("a", 1);
    assertThat(((ConcurrentHashMap<?, ?>) map.partOf("a".hashCode())).get("a")).isEqualTo(1);
  }
}
