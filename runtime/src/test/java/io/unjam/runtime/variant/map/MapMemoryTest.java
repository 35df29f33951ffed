package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.contract.MapSource;
import io.unjam.contract.MapVariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jol.info.GraphLayout;

/** What a map variant takes, in bytes, beside what a {@link ConcurrentHashMap} takes. */
class MapMemoryTest {
  /** The most that an empty map may take. */
  private static final long EMPTY = 96;

  private static final int ENTRIES = 20_000;

  static {
    // Sizes come from the JVM's own layout; an agent of JOL's isn't needed for them.
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  @ParameterizedTest
  @MethodSource("variants")
  void anEmptyMapStaysSmall(MapSource kind) {
    assertThat(GraphLayout.parseInstance(kind.empty()).totalSize()).isLessThanOrEqualTo(EMPTY);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void anEntryTakesWhatTheOriginalsTakes(MapSource kind) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      keys.add(i * 0x9E3779B1);
    }
    long original = overhead(new ConcurrentHashMap<>(), keys);
    assertThat((double) overhead(kind.empty(), keys) / original).isLessThanOrEqualTo(1.05);
  }

  /** Those whose number of shards suits so many entries. */
  static Stream<MapSource> variants() {
    return MapVariants.ALL.stream()
        .filter(variant -> !variant.name().equals("4096 shards"))
        .map(variant -> variant);
  }

  /** Without the keys, which are the values too. */
  private static long overhead(Map<Integer, Integer> map, List<Integer> keys) {
    for (Integer key : keys) {
      map.put(key, key);
    }
    long ofKeys = GraphLayout.parseInstance(keys.get(0)).totalSize() * keys.size();
    return GraphLayout.parseInstance(map).totalSize() - ofKeys;
  }
}
