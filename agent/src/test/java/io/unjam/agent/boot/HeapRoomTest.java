package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a look at the heap says after those before it. */
class HeapRoomTest {

  private final AtomicBoolean now = new AtomicBoolean(true);
  private final HeapRoom room = new HeapRoom(now::get);

  private int looksUntilRoom() {
    for (int looks = 1; looks < 1_000; looks++) {
      if (room.look()) {
        return looks;
      }
    }
    throw new AssertionError("never");
  }

  /** Returns after a collection that whoever looks can notice. */
  private static void collect() {
    WeakReference<Object> uncollected = new WeakReference<>(new Object());
    while (uncollected.get() != null) {
      System.gc();
    }
  }

  @Test
  void isNotThereBeforeItHasLasted() {
    assertThat(looksUntilRoom()).isGreaterThan(10);
    assertThat(room.look()).isTrue();
  }

  @Test
  void isNotThereWhileItIsGone() {
    looksUntilRoom();
    now.set(false);
    assertThat(room.look()).isFalse();
  }

  @Test
  void hasToLastAnewAfterACollectionThatLeftNone() {
    looksUntilRoom();
    now.set(false);
    collect();
    assertThat(room.look()).isFalse();
    now.set(true);
    assertThat(looksUntilRoom()).isGreaterThan(10);
  }
}
