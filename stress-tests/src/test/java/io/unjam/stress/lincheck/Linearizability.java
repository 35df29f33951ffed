package io.unjam.stress.lincheck;

import io.unjam.stress.Effort;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Checks every subject in one mode, {@code stress} (threads run freely) or {@code model} (Lincheck
 * decides every step, so that rare interleavings come up too), and prints a line for each.
 */
public final class Linearizability {

  /**
   * One class of operations.
   *
   * @param operations the class under check
   * @param sequential what it must look like to each of its callers
   * @param modelled whether model checking can follow it; a lock that parks for a time or counts
   *     two thousand reads before it opens is run freely only, and so is what asks {@code
   *     Thread.holdsLock}: a model's threads hold no monitors
   */
  private record Subject(Class<?> operations, Class<?> sequential, boolean modelled) {}

  /**
   * A new variant is a class in {@link Maps}, {@link Locks} or {@link Monitors} and a line here.
   */
  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject(Maps.Table.class, Maps.Sequential.class, true),
          new Subject(Maps.GrowingTable.class, Maps.Sequential.class, true),
          new Subject(Maps.ShrinkingTable.class, Maps.Sequential.class, true),
          new Subject(Maps.HotKey.class, Maps.Sequential.class, true),
          new Subject(Maps.OneShard.class, Maps.Sequential.class, true),
          new Subject(Maps.FourShards.class, Maps.Sequential.class, true),
          new Subject(Maps.LookingFirst.class, Maps.Sequential.class, true),
          new Subject(Maps.Unlocked.class, Maps.Sequential.class, true),
          new Subject(Maps.UnlockedNullable.class, Maps.SequentialNullable.class, true),
          new Subject(Locks.Barging.class, Locks.Sequential.class, true),
          new Subject(Locks.Combining.class, Locks.Sequential.class, true),
          new Subject(Locks.Striped.class, Locks.Sequential.class, true),
          new Subject(Monitors.OwnUnsplit.class, Monitors.Sequential.class, false),
          new Subject(Monitors.OwnSplit.class, Monitors.Sequential.class, false),
          new Subject(Monitors.OwnSplitting.class, Monitors.Sequential.class, false),
          new Subject(Locks.ReaderShardedClosed.class, Locks.Sequential.class, true),
          new Subject(Locks.ReaderShardedOpen.class, Locks.Sequential.class, false));

  private static final int BROKEN_TRIES = 100;

  private Linearizability() {}

  /** Takes the mode, and {@code broken} after it to check the one that must be found wanting. */
  public static void main(String[] args) {
    boolean model = args[0].equals("model");
    if (args.length > 1) {
      // It ends at the first failure; more tries than the sound ones get, so that chance decides
      // nothing.
      options(model, Maps.Sequential.class)
          .iterations(BROKEN_TRIES)
          .minimizeFailedScenario(false)
          .check(Maps.Broken.class);
      System.out.println("LINEARIZABLE Broken");
      return;
    }
    for (Subject subject : SUBJECTS) {
      // Threads that run freely need cores to themselves, so in short what can be modelled is
      // modelled.
      if (model ? subject.modelled() : !subject.modelled() || Effort.asked() == Effort.LONG) {
        long started = System.nanoTime();
        options(model, subject.sequential()).check(subject.operations());
        System.out.printf(
            "LINEARIZABLE %s (%d s)%n",
            subject.operations().getSimpleName(), (System.nanoTime() - started) / 1_000_000_000);
      }
    }
    System.out.println("ALL LINEARIZABLE");
  }

  private static Options<?, ?> options(boolean model, Class<?> sequential) {
    Effort effort = Effort.asked();
    return model
        ? new ModelCheckingOptions()
            // Tables make sure of their stack by a recursion, which is no loop without an end.
            .recursionBound(500)
            .iterations(effort.of(3, 100))
            .invocationsPerIteration(effort.of(100, 5_000))
            .threads(2)
            .actorsBefore(1)
            .actorsPerThread(2)
            .actorsAfter(1)
            .sequentialSpecification(sequential)
        : new StressOptions()
            .iterations(effort.of(4, 200))
            .invocationsPerIteration(effort.of(300, 20_000))
            .threads(effort.of(2, 3))
            .actorsBefore(1)
            .actorsPerThread(3)
            .actorsAfter(2)
            .sequentialSpecification(sequential);
  }
}
