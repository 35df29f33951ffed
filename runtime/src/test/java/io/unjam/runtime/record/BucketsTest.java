package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketsTest {

  @Test
  void anyTwoValuesOfABucketDifferByAtMostOnePartIn128() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000_000; i++) {
      long value = random.nextLong(1L << random.nextInt(1, 43));
      int bucket = Buckets.indexOf(value);
      long lowest = Buckets.lowest(bucket);
      long highest = Buckets.highest(bucket);
      assertThat(value).isBetween(lowest, highest);
      assertThat((highest - lowest) * 128).isLessThanOrEqualTo(lowest);
    }
  }

  @Test
  void bucketsFollowEachOtherWithoutGapOrOverlap() {
    assertThat(Buckets.lowest(0)).isZero();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      assertThat(Buckets.indexOf(Buckets.lowest(bucket))).isEqualTo(bucket);
      assertThat(Buckets.indexOf(Buckets.highest(bucket))).isEqualTo(bucket);
      assertThat(Buckets.middle(bucket)).isBetween(Buckets.lowest(bucket), Buckets.highest(bucket));
      if (bucket + 1 < Buckets.COUNT) {
        assertThat(Buckets.lowest(bucket + 1)).isEqualTo(Buckets.highest(bucket) + 1);
      }
    }
    assertThat(Buckets.highest(Buckets.COUNT - 1)).isEqualTo(Buckets.LARGEST);
  }

  @Test
  void valuesBeyondTheScaleCountAtItsEnds() {
    assertThat(Buckets.indexOf(-1)).isZero();
    assertThat(Buckets.indexOf(Long.MIN_VALUE)).isZero();
    assertThat(Buckets.indexOf(Buckets.LARGEST + 1)).isEqualTo(Buckets.COUNT - 1);
    assertThat(Buckets.indexOf(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
  }

  @Test
  void anHourIsInsideTheScale() {
    assertThat(Buckets.LARGEST).isGreaterThan(3_600_000_000_000L);
  }
}
