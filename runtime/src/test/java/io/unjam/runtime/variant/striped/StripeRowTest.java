package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What a thread that must have all stripes does where there is no memory to wait for one. */
class StripeRowTest {

  /** Has no memory for a queue, and is somebody else's at the first tries. */
  private static final class Crowded extends ReentrantLock {
    private static final long serialVersionUID = 1L;
    private int tries;

    @Override
    public void lock() {
      throw new OutOfMemoryError("no place in the queue, as far as this test goes");
    }

    @Override
    public boolean tryLock() {
      return ++tries > 3 && super.tryLock();
    }
  }

  @Test
  void triesUntilItHasThemAll() {
    ReentrantLock free = new ReentrantLock();
    Crowded crowded = new Crowded();
    new StripeRow(new ReentrantLock[] {free, crowded}).lockSurely();
    assertThat(free.isHeldByCurrentThread()).isTrue();
    assertThat(crowded.isHeldByCurrentThread()).isTrue();
    assertThat(crowded.tries).isEqualTo(4);
  }

  @Test
  void triesOnWhereThereIsNoMemoryToParkEither() {
    Crowded crowded = new Crowded();
    StripeRow.lockSurely(
        crowded,
        new StripeRow.Rest() {
          @Override
          void take() {
            throw new OutOfMemoryError("to park, as far as this test goes");
          }
        });
    assertThat(crowded.isHeldByCurrentThread()).isTrue();
    assertThat(crowded.tries).isEqualTo(4);
  }
}
