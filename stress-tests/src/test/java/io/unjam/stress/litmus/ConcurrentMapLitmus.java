package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.variant.concurrent.ConcurrentHashtable;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The order that a map's one lock gave, where the lock is gone. */
public class ConcurrentMapLitmus {

  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The look came first, and what was before it.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The put came first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The put came first; the store even before.")
  @Outcome(
      id = "0, 0",
      expect = FORBIDDEN,
      desc = "The look missed the put, whose thread missed what came before the look.")
  @State
  public static class AMissOrdersToo {
    private final Map<Integer, Integer> map = new ConcurrentHashtable<>(1, true);
    private int before;

    @Actor
    public void storesAndLooks(II_Result r) {
      before = 1;
      r.r1 = map.get(1) == null ? 0 : 1;
    }

    @Actor
    public void putsAndLoads(II_Result r) {
      map.put(1, 1);
      r.r2 = before;
    }
  }

  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The removal found nothing, and came first.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The put came first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The put came first; the store even before.")
  @Outcome(
      id = "0, 0",
      expect = FORBIDDEN,
      desc = "The removal missed the put, whose thread missed what came before the removal.")
  @State
  public static class ARemovalOfNothingOrdersToo {
    private final Map<Integer, Integer> map = new ConcurrentHashtable<>(1, true);
    private int before;

    @Actor
    public void storesAndRemoves(II_Result r) {
      before = 1;
      r.r1 = map.remove(1) == null ? 0 : 1;
    }

    @Actor
    public void putsAndLoads(II_Result r) {
      map.putIfAbsent(1, 1);
      r.r2 = before;
    }
  }
}
