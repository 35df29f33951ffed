package io.unjam.stress.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.variant.table.ShardedTable;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@code ConcurrentMapLitmus.AMissOrdersToo} on the bare table, without the fence before the look:
 * the look overtakes its thread's store.
 */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The look came first, and what was before it.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The put came first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The put came first; the store even before.")
@Outcome(
    id = "0, 0",
    expect = FORBIDDEN,
    desc = "The look missed the put, whose thread missed what came before the look.")
@State
public class LookWithoutFence {
  private final ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);
  private int before;

  @Actor
  public void storesAndLooks(II_Result r) {
    before = 1;
    r.r1 = table.get(1) == null ? 0 : 1;
  }

  @Actor
  public void putsAndLoads(II_Result r) {
    table.put(1, 1);
    VarHandle.fullFence();
    r.r2 = before;
  }
}
