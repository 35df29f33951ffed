package io.unjam.stress.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The put of {@code GetFirstLitmus} without its fence: its store is overtaken by its look. */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 1"},
    expect = ACCEPTABLE,
    desc = "Removed, then put.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Put, then removed.")
@Outcome(expect = FORBIDDEN, desc = "Put, then removed, and what went before the put is not seen.")
@State
public class PutWithoutFence {
  private static final Object VALUE = new Object();

  private final ConcurrentHashMap<Integer, Object> map = new ConcurrentHashMap<>();
  private int written;

  public PutWithoutFence() {
    map.put(1, VALUE);
  }

  @Actor
  public void puts() {
    written = 1;
    if (map.get(1) != VALUE) {
      map.put(1, VALUE);
    }
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
