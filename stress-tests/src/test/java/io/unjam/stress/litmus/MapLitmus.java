package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.contract.MapSource;
import io.unjam.contract.MapVariants;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The maps of {@link MapVariants}, one of them by chance in each state, so that a new variant needs
 * no line here.
 */
public class MapLitmus {

  /** A map of some kind, whose kind a forbidden outcome's reproduction has to vary over. */
  public static class SomeMap {
    private static int next;

    // Racy on purpose: any spread over the kinds will do.
    private static MapSource source() {
      int n = next++;
      return MapVariants.ALL.get((n & 0x7fffffff) % MapVariants.ALL.size());
    }

    protected final MapSource source = source();
  }

  /** An object whose field is plain. */
  static final class Box {
    int content;

    Box(int content) {
      this.content = content;
    }
  }

  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "The key is not there yet.")
  @Outcome(
      id = "42",
      expect = ACCEPTABLE,
      desc = "Whoever gets a value sees what its putter wrote.")
  @Outcome(expect = FORBIDDEN, desc = "A value was published without its content.")
  @State
  public static class PutPublishes extends SomeMap {
    private final ConcurrentHashMap<Integer, Box> map = source.empty();

    @Actor
    public void putter() {
      Box box = new Box(0);
      box.content = 42;
      map.put(1, box);
    }

    @Actor
    public void getter(I_Result r) {
      Box box = map.get(1);
      r.r1 = box == null ? -1 : box.content;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"7", "42"},
      expect = ACCEPTABLE,
      desc = "The value before or after, whole.")
  @Outcome(expect = FORBIDDEN, desc = "A value was published without its content, or lost.")
  @State
  public static class ExchangePublishes extends SomeMap {
    private final ConcurrentHashMap<Integer, Box> map = source.empty();

    public ExchangePublishes() {
      map.put(1, new Box(7));
    }

    @Actor
    public void putter() {
      Box box = new Box(0);
      box.content = 42;
      map.put(1, box);
    }

    @Actor
    public void getter(I_Result r) {
      Box box = map.get(1);
      r.r1 = box == null ? -1 : box.content;
    }
  }

  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "Each function saw the other's result.")
  @Outcome(expect = FORBIDDEN, desc = "An update was lost.")
  @State
  public static class UpdatesAreAtomic extends SomeMap {
    private final ConcurrentHashMap<Integer, Integer> map = source.empty();

    @Actor
    public void computes() {
      map.compute(1, (k, v) -> v == null ? 1 : v + 1);
    }

    @Actor
    public void merges() {
      map.merge(1, 1, Integer::sum);
      map.computeIfPresent(1, (k, v) -> v + 1);
    }

    @Arbiter
    public void sum(I_Result r) {
      r.r1 = map.get(1);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "A number of mappings that was right at some moment.")
  @Outcome(expect = FORBIDDEN, desc = "There never were that many.")
  @State
  public static class SizeIsNeverNegative extends SomeMap {
    private final ConcurrentHashMap<Integer, Integer> map = source.empty();

    @Actor
    public void comesAndGoes() {
      map.put(1, 1);
      map.remove(1);
    }

    @Actor
    public void counts(I_Result r) {
      r.r1 = map.size();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Found, and met once on a walk.")
  @Outcome(expect = FORBIDDEN, desc = "A mapping that nobody touched was missed or met twice.")
  @State
  public static class GrowthHidesNothing extends SomeMap {
    private final ConcurrentHashMap<Integer, Integer> map = source.empty();

    public GrowthHidesNothing() {
      map.put(1, 1);
    }

    @Actor
    public void grows() {
      for (int k = 2; k < 40; k++) {
        map.put(k, k);
      }
    }

    @Actor
    public void looks(II_Result r) {
      r.r1 = map.get(1) == null ? 0 : 1;
      for (Iterator<Integer> keys = source.keys(map); keys.hasNext(); ) {
        if (keys.next() == 1) {
          r.r2++;
        }
      }
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "Put, then removed.")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "Removed, then put.")
  @Outcome(expect = FORBIDDEN, desc = "No order of the two explains that.")
  @State
  public static class PutAndRemoveTakeTurns extends SomeMap {
    private final ConcurrentHashMap<Integer, Integer> map = source.empty();

    public PutAndRemoveTakeTurns() {
      map.put(1, 1);
    }

    private static int of(Integer value) {
      return value == null ? 0 : value;
    }

    @Actor
    public void puts(III_Result r) {
      r.r1 = of(map.put(1, 2));
    }

    @Actor
    public void removes(III_Result r) {
      r.r2 = of(map.remove(1));
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = of(map.get(1));
    }
  }
}
