package io.unjam.runtime.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  /** An application's own key. */
  private record Own(int number) {}

  /** Says that it is like any other. */
  private static final class Alike {
    @Override
    public int hashCode() {
      return 7;
    }

    @Override
    public boolean equals(Object other) {
      return true;
    }
  }

  private static List<Object> keys() {
    return List.of(
        "",
        "Aa",
        "BB",
        new String(new char[] {'A', 'a'}),
        0,
        -1,
        Integer.MIN_VALUE,
        127,
        Integer.valueOf("100000"),
        Integer.valueOf("100000"),
        0L,
        -1L,
        Long.MIN_VALUE,
        1L << 32,
        Long.valueOf("100000"),
        (short) 0,
        'A',
        new UUID(1, 2),
        new Own(1),
        new Own(1),
        new Alike());
  }

  @Test
  void saysWhatTheKeysThemselvesSay() {
    for (Object key : keys()) {
      assertThat(KeyHash.of(key)).as("%s", key).isEqualTo(key.hashCode());
      for (Object other : keys()) {
        assertThat(KeyHash.equal(key, other))
            .as("%s and %s", key, other)
            .isEqualTo(key.equals(other));
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // refused
  void refusesNullAsACallOnItWould() {
    assertThatThrownBy(() -> KeyHash.of(null)).isInstanceOf(NullPointerException.class);
  }
}
