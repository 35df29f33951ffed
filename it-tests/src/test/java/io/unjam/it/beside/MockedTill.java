package io.unjam.it.beside;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Mocks a final class, for which Mockito has to change its bytes, and uses a real one beside the
 * mock.
 */
final class MockedTill {

  /** What a run with a rule for the map prints, to the letter. */
  static final String OUTPUT = "mocked 7, real 3 in a ShardedConcurrentHashMap\n";

  /** How many sites the rules of the tests apply to: a map that is made, a write, and a yield. */
  static final int SITES = 3;

  private MockedTill() {}

  @SuppressWarnings("DirectInvocationOnMock") // what a mock answers is what the test is about
  public static void main(String[] arguments) {
    Till mocked = mock(Till.class);
    when(mocked.take("a", 1)).thenReturn(7);
    Till real = new Till();
    real.take("a", 1);
    int taken = real.take("a", 2);
    System.out.println(
        "mocked "
            + mocked.take("a", 1)
            + ", real "
            + taken
            + " in a "
            + real.takings.getClass().getSimpleName());
  }

  /** Can't be mocked by a subclass. */
  static final class Till {
    private final ConcurrentHashMap<String, Integer> takings = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what the program under test is about
    int take(String from, int amount) {
      Thread.yield();
      return takings.merge(from, amount, Integer::sum);
    }
  }
}
