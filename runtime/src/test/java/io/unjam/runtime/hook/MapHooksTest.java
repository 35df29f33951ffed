package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MapHooksTest {
  @Test
  void theGreaterOfTwoCapacitiesCounts() {
    assertThat(MapHooks.roomFor(16, 5000)).isEqualTo(5000);
    assertThat(MapHooks.roomFor(8000, 5000)).isEqualTo(8000);
    assertThat(MapHooks.levelFor(1, 5000)).isEqualTo(5000);
  }

  @Test
  void whatTheOriginalRefusesIsHandedOnToIt() {
    assertThat(MapHooks.roomFor(-1, 5000)).isEqualTo(-1);
    assertThat(MapHooks.roomFor(0, 5000)).isEqualTo(5000);
    assertThat(MapHooks.levelFor(0, 5000)).isZero();
    for (Runnable call :
        List.<Runnable>of(
            () -> MapHooks.newPresized(10, -1),
            () -> MapHooks.newPresized(10, 1, 0f),
            () -> MapHooks.newPresized(10, 1, 0.75f, 0),
            () -> MapHooks.newPresizedKeySet(10, -5))) {
      assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
