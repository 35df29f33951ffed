package io.unjam.stress.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An update that is not atomic. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
@Outcome(expect = FORBIDDEN, desc = "An update was lost.")
@State
public class LooksThenPuts {
  private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();

  private void increment() {
    Integer old = map.get(1);
    map.put(1, old == null ? 1 : old + 1);
  }

  @Actor
  public void first() {
    increment();
  }

  @Actor
  public void second() {
    increment();
  }

  @Arbiter
  public void sum(I_Result r) {
    r.r1 = map.get(1);
  }
}
