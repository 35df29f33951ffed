package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.hook.GetFirstHooks;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A put that finds the very object it would store is a write all the same. */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 1"},
    expect = ACCEPTABLE,
    desc = "Removed, then put: no order between the rest.")
@Outcome(
    id = "1, 0",
    expect = ACCEPTABLE,
    desc = "Put, then removed: the remover sees what went before the put.")
@Outcome(expect = FORBIDDEN, desc = "Put, then removed, and what went before the put is not seen.")
@State
public class GetFirstLitmus {
  private static final Object VALUE = new Object();

  private final ConcurrentHashMap<Integer, Object> map = new ConcurrentHashMap<>();
  private int written;

  public GetFirstLitmus() {
    map.put(1, VALUE);
  }

  @Actor
  public void puts() {
    written = 1;
    GetFirstHooks.put(map, 1, VALUE);
  }

  @Actor
  public void removes(II_Result r) {
    map.remove(1);
    r.r1 = written;
  }

  @Arbiter
  public void left(II_Result r) {
    r.r2 = map.containsKey(1) ? 1 : 0;
  }
}
