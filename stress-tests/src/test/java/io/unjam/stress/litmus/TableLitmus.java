package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.variant.table.ShardedTable;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The table whose values are exchanged without a lock, where it is least like the original. */
public class TableLitmus {

  private static int of(Integer value) {
    return value == null ? 0 : value;
  }

  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "Put, then removed.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "Removed, then put into a node of its own.")
  @Outcome(expect = FORBIDDEN, desc = "No order of the two explains that.")
  @State
  public static class ExchangeAndRemovalTakeTurns {
    private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);

    public ExchangeAndRemovalTakeTurns() {
      table.put(1, 1);
    }

    @Actor
    public void puts(III_Result r) {
      r.r1 = of(table.put(1, 2));
    }

    @Actor
    public void removes(III_Result r) {
      r.r2 = of(table.remove(1));
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = of(table.get(1));
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Found before, during and after the move.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "The move of its node hid a mapping, or an exchange was lost.")
  @State
  public static class GrowthHidesNothing {
    private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);

    public GrowthHidesNothing() {
      for (int k = 0; k < 6; k++) {
        table.put(k, 1);
      }
    }

    @Actor
    public void grows() {
      table.put(100, 1);
    }

    @Actor
    public void looksAndExchanges(II_Result r) {
      r.r1 = of(table.get(3)) == 1 && of(table.get(5)) == 1 ? 1 : 0;
      r.r2 = of(table.put(4, 2)) == 1 && of(table.get(4)) == 2 ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "All that came in went out.")
  @Outcome(expect = FORBIDDEN, desc = "A node was unlinked twice, or is linked for ever.")
  @State
  public static class CountsAddUp {
    private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);

    @Actor
    public void putsAndRemoves() {
      table.put(1, 1);
      table.remove(1);
    }

    @Actor
    public void computesToNothing() {
      table.compute(1, (k, v) -> null);
    }

    @Arbiter
    public void left(I_Result r) {
      r.r1 = (int) table.size() + of(table.get(1));
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Before the map was put.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Put in between.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All are there.")
  @Outcome(expect = FORBIDDEN, desc = "A half-filled part came into sight.")
  @State
  public static class AMapComesIntoSightAtOnce {
    private static final Map<Integer, Integer> ROUTES = new HashMap<>();

    static {
      for (int k = 1; k <= 80; k++) {
        ROUTES.put(k, k);
      }
    }

    private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);

    @Actor
    public void putsAll() {
      table.putAll(ROUTES);
    }

    @Actor
    public void looks(II_Result r) {
      r.r1 = table.get(80) == null ? 0 : 1;
      r.r2 = table.get(1) == null ? 0 : 1;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Cleared before or after the put.")
  @Outcome(expect = FORBIDDEN, desc = "A mapping without a count, or a count without a mapping.")
  @State
  public static class ClearCounts {
    private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);

    public ClearCounts() {
      for (int k = 1; k < 10; k++) {
        table.put(k, k);
      }
    }

    @Actor
    public void clears() {
      table.clear();
    }

    @Actor
    public void puts() {
      table.put(1, 2);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r1 = (int) table.size();
      r.r2 = table.get(1) == null ? 0 : 1;
    }
  }
}
