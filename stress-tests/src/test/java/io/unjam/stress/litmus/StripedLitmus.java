package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.hook.StripeHooks;
import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import io.unjam.runtime.variant.striped.StripedTable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Sections as the edits of {@code striped} leave them: about one key, with a stripe of it, and
 * about all. The two keys have a stripe each.
 */
@SuppressWarnings("LockNotBeforeTry") // nothing between can throw
public class StripedLitmus {

  private static final int STRIPES = 2;
  private static final Integer ONE = 1;
  private static final Integer TWO = 2;

  /** A lock of two halves, and what sections about the first key write: long enough to be met. */
  public static class ReadWrite {
    private static final int LENGTH = 64;

    protected final StripedReadWriteLock lock = new StripedReadWriteLock(STRIPES);
    private final int[] counts = new int[LENGTH];

    protected final void write() {
      for (int i = 0; i < LENGTH; i++) {
        counts[i]++;
      }
    }

    /** How many sections have written; -1 where one has written in part. */
    protected final int written() {
      for (int i = 1; i < LENGTH; i++) {
        if (counts[i] != counts[0]) {
          return -1;
        }
      }
      return counts[0];
    }

    protected final void writeKeyed() {
      StripeHooks.lock(lock.writeLock(), ONE);
      write();
      StripeHooks.unlock(lock.writeLock(), ONE);
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 2",
      expect = ACCEPTABLE,
      desc = "Whole sections were seen; both writes counted.")
  @Outcome(expect = FORBIDDEN, desc = "A section about a key was torn apart, or a write lost.")
  @State
  public static class AWholeHolderSeesWholeSections extends ReadWrite {
    @Actor
    public void writesUnderAKey() {
      writeKeyed();
    }

    @Actor
    public void readsAndWritesWhole(II_Result r) {
      lock.readLock().lock();
      r.r1 = written() >= 0 ? 1 : 0;
      lock.readLock().unlock();
      lock.writeLock().lock();
      write();
      lock.writeLock().unlock();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = written();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "One after the other; both writes counted.")
  @Outcome(expect = FORBIDDEN, desc = "Sections about one key were in at once.")
  @State
  public static class SectionsAboutOneKeyTakeTurns extends ReadWrite {
    @Actor
    public void writes() {
      writeKeyed();
    }

    @Actor
    public void readsAndWrites(II_Result r) {
      StripeHooks.lock(lock.readLock(), ONE);
      r.r1 = written() >= 0 ? 1 : 0;
      StripeHooks.unlock(lock.readLock(), ONE);
      writeKeyed();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = written();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Nobody wrote before the read was over.")
  @Outcome(expect = FORBIDDEN, desc = "A section about a key began in a hold that became a read.")
  @State
  public static class ADowngradedHoldKeepsSectionsOut extends ReadWrite {
    @Actor
    public void downgrades(II_Result r) {
      lock.writeLock().lock();
      write();
      int written = written();
      lock.readLock().lock();
      lock.writeLock().unlock();
      r.r1 = written >= 0 && written() == written ? 1 : 0;
      lock.readLock().unlock();
    }

    @Actor
    public void writesUnderAKey() {
      writeKeyed();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = written();
    }
  }

  /** What is written plainly before a section, and read after one. */
  public static class Order {
    protected int first;
    protected int second;
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One section came before the other.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Neither saw what was written before the other, as under no lock.")
  @State
  public static class SectionsOfTwoKeysAreInAnOrder extends Order {
    private final Lock lock = split();

    private static Lock split() {
      StripedReentrantLock lock = new StripedReentrantLock(STRIPES);
      lock.split();
      return lock;
    }

    @Actor
    public void one(II_Result r) {
      first = 1;
      StripeHooks.lock(lock, ONE);
      StripeHooks.unlock(lock, ONE);
      r.r1 = second;
    }

    @Actor
    public void two(II_Result r) {
      second = 1;
      StripeHooks.lock(lock, TWO);
      StripeHooks.unlock(lock, TWO);
      r.r2 = first;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One section came before the other.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Neither saw what was written before the other, as under no lock.")
  @State
  public static class AReaderAndAWriterOfTwoKeysAreInAnOrder extends Order {
    private final StripedReadWriteLock lock = new StripedReadWriteLock(STRIPES);

    @Actor
    public void reads(II_Result r) {
      first = 1;
      StripeHooks.lock(lock.readLock(), ONE);
      StripeHooks.unlock(lock.readLock(), ONE);
      r.r1 = second;
    }

    @Actor
    public void writes(II_Result r) {
      second = 1;
      StripeHooks.lock(lock.writeLock(), TWO);
      StripeHooks.unlock(lock.writeLock(), TWO);
      r.r2 = first;
    }
  }

  /** A class whose own monitor guards its map, split by key. */
  public static class Own extends OwnWhole {
    public Own() {
      split();
    }
  }

  /** The same before its monitor is split. */
  public static class OwnWhole extends Order {
    protected final Map<Integer, Integer> values = new StripedHashMap<>(STRIPES);

    public OwnWhole() {
      StripeHooks.guardByOwner(this, values);
    }

    /** As a section does that has waited often. */
    protected final void split() {
      StripedMonitor monitor = (StripedMonitor) ((StripedTable) values).guard();
      Objects.requireNonNull(monitor).split();
    }

    /** Reads and writes; the key's mapping is seen by nobody in between. */
    protected final void addTwice(Integer key) {
      while (true) {
        Object entered = StripeHooks.monitor(this, values, key);
        synchronized (entered) {
          if (StripeHooks.isValid(this, values, entered)) {
            values.put(key, values.getOrDefault(key, 0) + 1);
            values.put(key, values.getOrDefault(key, 0) + 1);
            return;
          }
        }
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0", "2"},
      expect = ACCEPTABLE,
      desc = "Before the section or after it.")
  @Outcome(expect = FORBIDDEN, desc = "The holder of the monitor looked into a section.")
  @State
  public static class AHolderOfTheMonitorSeesWholeSections extends Own {
    @Actor
    public void addsUnderAKey() {
      addTwice(ONE);
    }

    @Actor
    public synchronized void sums(I_Result r) {
      int sum = 0;
      for (int value : values.values()) {
        sum += value;
      }
      r.r1 = sum;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One section came before the other.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Neither saw what was written before the other, as under no monitor.")
  @State
  public static class SectionsOfAMonitorAreInAnOrder extends Own {
    @Actor
    public void one(II_Result r) {
      first = 1;
      addTwice(ONE);
      r.r1 = second;
    }

    @Actor
    public void two(II_Result r) {
      second = 1;
      addTwice(TWO);
      r.r2 = first;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1, 4", "1, 0, 4", "1, 1, 4"},
      expect = ACCEPTABLE,
      desc = "One section came before the other, the one in the monitor or the one in a stripe.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "The section in the monitor and the one in a stripe met, or neither saw the other.")
  @State
  public static class SectionsKeepTheirOrderWhileTheMonitorIsSplit extends OwnWhole {
    @Actor
    public void one(III_Result r) {
      first = 1;
      addTwice(ONE);
      r.r1 = second;
    }

    @Actor
    public void two(III_Result r) {
      second = 1;
      split();
      addTwice(ONE);
      r.r2 = first;
    }

    @Arbiter
    public synchronized void left(III_Result r) {
      r.r3 = values.getOrDefault(ONE, 0);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One section came before the other, the one in the monitor or the one in a stripe.")
  @Outcome(expect = FORBIDDEN, desc = "Neither saw what was written before the other.")
  @State
  public static class SectionsOfTwoKeysKeepTheirOrderWhileTheMonitorIsSplit extends OwnWhole {
    @Actor
    public void one(II_Result r) {
      first = 1;
      addTwice(ONE);
      r.r1 = second;
    }

    @Actor
    public void two(II_Result r) {
      second = 1;
      split();
      addTwice(TWO);
      r.r2 = first;
    }
  }
}
