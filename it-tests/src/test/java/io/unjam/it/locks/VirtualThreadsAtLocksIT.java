package io.unjam.it.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Desks;
import io.unjam.it.programs.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Virtual threads at every lock variant: they leave their carrier in the midst of sections and
 * while they wait, and nobody starves, is let in beside another, or is lost.
 */
class VirtualThreadsAtLocksIT {
  private static final int JDK = 25;
  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final String RIGHT = "CAME TO [3600, 3600, 2, 240, 240, 3600, 3600]\n";
  private static final String RULES =
      """
      version: 1
      rules:
        - name: shelf
          at: { class: io.unjam.it.programs.Shelf, lock: lock }
          lock: { variant: striped, stripes: 16, guards: [sums] }
          assume: [class-identity-unused, journal-order-across-keys, journal-thread-safe, order-unused]
        - name: queue
          at: { class: "io.unjam.it.programs.Desks$Queue" }
          lock: unfair
          assume: [class-identity-unused, fairness-not-required]
        - name: seats
          at: { class: "io.unjam.it.programs.Desks$Seats" }
          lock: unfair
          assume: [class-identity-unused, fairness-not-required]
        - name: pair
          at: { class: "io.unjam.it.programs.Desks$Pair" }
          lock: reader-sharded
          assume: [class-identity-unused]
        - name: count
          at: { class: "io.unjam.it.programs.Desks$Count", lock: lock }
          lock: batched
          assume: [class-identity-unused]
        - name: sums
          at: { class: io.unjam.it.programs.Ledger, lock: this }
          lock: { variant: striped, stripes: 8, guards: [sums] }
          assume: [class-identity-unused, order-unused]
      """;

  @TempDir Path folder;

  private static JavaProcess.Builder jvm() {
    return JavaProcess.of(Jdk.require(JDK))
        .options(JavaProcess.AS_USERS_HAVE_IT)
        .main(Programs.classPath(), Desks.class.getName(), List.of());
  }

  @Test
  void theProgramIsRightAsItIs() throws Exception {
    Result result = jvm().run(AT_MOST);

    assertThat(result.stdout())
        .as(result::describe)
        .contains(
            "KEPT IN ReentrantLock ReentrantLock Semaphore ReentrantReadWriteLock ReentrantLock"
                + " HashMap\n",
            RIGHT);
  }

  @ParameterizedTest(name = "{0} carriers")
  @ValueSource(ints = {1, 4})
  void andWithEveryLockRewritten(int carriers) throws Exception {
    Path rules = Files.writeString(folder.resolve("desks.unjam.yaml"), RULES);
    Result result =
        jvm()
            .options(
                "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers)
            .agent("rules=" + rules)
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout())
        .as(result::describe)
        .contains(
            "KEPT IN StripedReentrantLock BargingReentrantLock BargingSemaphore"
                + " ReaderShardedReadWriteLock CombiningReentrantLock StripedHashMap\n",
            RIGHT);
  }
}
