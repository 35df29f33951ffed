package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Shards that are filled before anybody knows of them. */
public class ShardedLitmus {
  private static final Map<Integer, Integer> ROUTES = new HashMap<>();

  static {
    for (int k = 1; k <= 80; k++) {
      ROUTES.put(k, k);
    }
  }

  private static int of(Integer value) {
    return value == null ? 0 : value;
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Before the map was put.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Put in between.")
  @Outcome(id = "80, 1", expect = ACCEPTABLE, desc = "All are there.")
  @Outcome(expect = FORBIDDEN, desc = "A half-filled shard came into sight.")
  @State
  public static class AShardComesIntoSightAtOnce {
    private final Map<Integer, Integer> map = new ShardedConcurrentHashMap<>(1);

    @Actor
    public void putsAll() {
      map.putAll(ROUTES);
    }

    @Actor
    public void looks(II_Result r) {
      r.r1 = of(map.get(80));
      r.r2 = of(map.get(1));
    }
  }

  @JCStressTest
  @Outcome(id = "80, 80", expect = ACCEPTABLE, desc = "The single put first, then the map's.")
  @Outcome(id = "80, -1", expect = ACCEPTABLE, desc = "The map's first, then the single put.")
  @Outcome(expect = FORBIDDEN, desc = "The shard of one of the two was dropped, or counts wrong.")
  @State
  public static class NeitherMakerOfAShardLosesItsPuts {
    private final Map<Integer, Integer> map = new ShardedConcurrentHashMap<>(1);

    @Actor
    public void putsAll() {
      map.putAll(ROUTES);
    }

    @Actor
    public void puts() {
      map.put(80, -1);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r1 = map.size();
      r.r2 = of(map.get(80));
    }
  }
}
