package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Locks;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LockAllocationTest {
  private static final String READER_SHARDED =
      """
        - name: readers
          at: { class: com.acme.fixture.Locks }
          lock: { variant: reader-sharded }
      """;
  private static final String UNFAIR =
      """
        - name: barge
          at: { class: com.acme.fixture.Locks }
          lock: { variant: unfair }
      """;
  private static final String CONSENT = "    assume: [fairness-not-required]\n";

  private static Rewritten rewrite(String rules) {
    return new Rewriter(Rules.of(rules), new RewriterTest.CountingIds())
        .rewrite(ClassBytes.of(Locks.class), ClassBytes.ALL);
  }

  private static Object[] locksOf(Rewritten result, boolean fair) throws Exception {
    assertThat(result.failure()).isNull();
    Class<?> edited = Defined.from(result.edited());
    return (Object[])
        edited.getMethod("all").invoke(edited.getConstructor(boolean.class).newInstance(fair));
  }

  private static List<String> names(Object[] locks) {
    return Stream.of(locks).map(lock -> lock.getClass().getSimpleName()).toList();
  }

  @Test
  void readWriteLocksBecomeReaderSharded() throws Exception {
    Rewritten result = rewrite(READER_SHARDED);

    assertThat(names(locksOf(result, true)))
        .containsExactly(
            "ReaderShardedReadWriteLock",
            "ReaderShardedReadWriteLock",
            "ReentrantLock",
            "ReentrantLock",
            "ReentrantLock",
            "Semaphore",
            "Semaphore",
            "ReentrantLock");
    assertThat(names((Object[]) Defined.from(result.edited()).getMethod("referred").invoke(null)))
        .containsExactly("ReaderShardedReadWriteLock", "ReentrantLock");
  }

  @Test
  void fairLocksBargeOnlyWhereTheirAuthorConsents() throws Exception {
    Rewritten result = rewrite(UNFAIR + CONSENT);

    assertThat(names(locksOf(result, false)))
        .containsExactly(
            "ReentrantReadWriteLock",
            "ReentrantReadWriteLock",
            "BargingReentrantLock",
            "ReentrantLock",
            "ReentrantLock",
            "BargingSemaphore",
            "Semaphore",
            "BargingReentrantLock");
    assertThat(names((Object[]) Defined.from(result.edited()).getMethod("referred").invoke(null)))
        .containsExactly("ReentrantReadWriteLock", "BargingReentrantLock");
  }

  @Test
  void whereASerializerIsOnTheClassPathItsWordIsAskedForToo() {
    Rewritten result =
        new Rewriter(Rules.of(UNFAIR + CONSENT), new RewriterTest.CountingIds())
            .rewrite(
                ClassBytes.of(Locks.class),
                name ->
                    name.equals("com/esotericsoftware/kryo/Kryo")
                        ? ClassBytes.of(Object.class)
                        : ClassBytes.ALL.find(name));

    assertThat(result.edited()).isNull();
    assertThat(result.plan().decisions())
        .anyMatch(decision -> decision.reason().contains("class-identity-unused"));
  }

  @Test
  void withoutConsentEveryFairLockIsRefusedAndNamesTheWord() {
    Rewritten result = rewrite(UNFAIR);

    assertThat(result.edited()).isNull();
    List<String> refused = new ArrayList<>();
    for (Decision decision : result.plan().decisions()) {
      assertThat(decision.verdict()).isNotEqualTo(Verdict.APPLIED);
      if (decision.reason().contains("fairness-not-required")) {
        refused.add(decision.site().target());
      }
    }
    assertThat(refused)
        .containsExactlyInAnyOrder(
            "new ReentrantLock", "new Semaphore", "new ReentrantLock", "ReentrantLock::new");
  }
}
