package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.fixture.Tallies;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.reflect.Method;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sections as edited, asked for while another thread holds their lock. */
@Timeout(60)
// The lock is held while others ask; a failed assertion ends the test and the lock with it.
@SuppressWarnings("LockNotBeforeTry")
class CombinedSectionsTest {
  private static final String RULES =
      """
        - name: batched
          at: { class: com.acme.fixture.Tallies, lock: LOCK }
          lock: { variant: batched }
          assume: [class-identity-unused]
      """;

  private static Rewritten rewrite(String lock, String words) {
    Rewritten result =
        new Rewriter(
                Rules.of(
                    RULES
                        .replace("LOCK", lock)
                        .replace(
                            "[class-identity-unused]", "[class-identity-unused" + words + "]")),
                new RewriterTest.CountingIds())
            .rewrite(ClassBytes.of(Tallies.class), ClassBytes.ALL);
    assertThat(result.failure()).isNull();
    return result;
  }

  private static Method method(Class<?> type, String name) {
    return Stream.of(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .findAny()
        .orElseThrow();
  }

  /** Calls a method in a thread of its own while this one holds the lock, then lets go. */
  private static Object whileHeld(CombiningReentrantLock lock, Method method, Object... call)
      throws Exception {
    Object receiver = call[0];
    Object[] arguments = Stream.of(call).skip(1).toArray();
    FutureTask<Object> task = new FutureTask<>(() -> method.invoke(receiver, arguments));
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    long before = lock.combined();
    lock.lock();
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    lock.unlock();
    assertThat(lock.combined()).isEqualTo(before + 1);
    return task.get();
  }

  @Test
  void theHolderRunsSectionsOfEveryShape() throws Exception {
    Class<?> type = Defined.from(rewrite("lock", "").edited());
    Object tallies = type.getConstructor().newInstance();
    CombiningReentrantLock lock = (CombiningReentrantLock) method(type, "lock").invoke(tallies);

    assertThat(whileHeld(lock, method(type, "add"), tallies, 3L, 1.5, (byte) 2)).isEqualTo(6.5);
    assertThat(whileHeld(lock, method(type, "keep"), tallies, "text")).isNull();
    assertThat(whileHeld(lock, method(type, "take"), tallies, true)).isEqualTo("text");
    assertThat(whileHeld(lock, method(type, "take"), tallies, false)).isNull();
    assertThatThrownBy(() -> whileHeld(lock, method(type, "take"), tallies, true))
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing kept");
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void staticSectionsToo() throws Exception {
    Class<?> type = Defined.from(rewrite("ALL", "").edited());
    CombiningReentrantLock lock = (CombiningReentrantLock) method(type, "lockOfAll").invoke(null);

    assertThat(whileHeld(lock, method(type, "addToAll"), null, new int[] {4, 5}, (char) 1))
        .isEqualTo(5L);
  }

  @Test
  void aMethodThatLoopsToItsBeginKeepsItsFrames() throws Exception {
    Class<?> type = Defined.from(rewrite("lock", ", running-thread-unused").edited());
    Object tallies = type.getConstructor().newInstance();
    CombiningReentrantLock lock = (CombiningReentrantLock) method(type, "lock").invoke(tallies);

    method(type, "add").invoke(tallies, 5L, 1.0, (byte) 0);
    assertThat(whileHeld(lock, method(type, "retry"), tallies)).isNull();
  }

  @Test
  void withoutTheirAuthorsWordOthersKeepTheirThread() {
    assertThat(rewrite("lock", "").plan().decisions())
        .filteredOn(decision -> decision.site().method().equals("named"))
        .filteredOn(decision -> decision.verdict() == Verdict.REFUSED)
        .singleElement()
        .extracting(Decision::reason)
        .asString()
        .contains("Thread.currentThread", "running-thread-unused");
  }
}
