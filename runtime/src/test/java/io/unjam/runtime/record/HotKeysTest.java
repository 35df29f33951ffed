package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The keys of slow writes, from the hook's end to the snapshot. */
class HotKeysTest {

  private static final long SLOW = 300_000;

  private final Recorder recorder = new Recorder(new PagePool(32L << 20));

  HotKeysTest() {
    recorder.open(0, 1);
    recorder.open(1, 1);
  }

  private void write(Object key) {
    recorder.recordWrite(0, 0, SLOW, null, key);
  }

  @Test
  void theIdOfAHashCodeIsItsSipHash() {
    // The published vector for the message 00 01 02 03 and the key 00 01 ... 0f.
    KeyIds ids = KeyIds.withSecret(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(ids.idOf(0x03020100)).isEqualTo(0xcf2794e0277187b7L);
  }

  @Test
  void aKeyHasOneIdInAJvmAndAnotherInTheNext() {
    write("a");
    HotKeys first = recorder.next().hotKeys().get(0);
    write(new String("a"));
    HotKeys second = recorder.next().hotKeys().get(0);
    assertThat(first.id(0)).isEqualTo(second.id(0)).isNotZero().isNotEqualTo("a".hashCode());
    Recorder other = new Recorder(new PagePool(1 << 20));
    other.open(0, 1);
    other.recordWrite(0, 0, SLOW, null, "a");
    assertThat(other.next().hotKeys().get(0).id(0)).isNotEqualTo(first.id(0));
  }

  @Test
  void fewKeysAreCountedExactly() {
    for (int i = 0; i < 160; i++) {
      write(i % 16);
      write(3L << 40);
    }
    HotKeys keys = recorder.next().hotKeys().get(0);
    assertThat(keys.writes()).isEqualTo(320);
    for (int i = 0; i < 15; i++) {
      assertThat(keys.count(i) - keys.error(i)).isLessThanOrEqualTo(keys.count(i));
    }
    assertThat(keys.count(0)).isEqualTo(160);
    assertThat(keys.error(0)).isZero();
    assertThat(recorder.next().hotKeys()).isEmpty();
  }

  @Test
  void quickWritesAndThoseWithoutAKeyLeaveNone() {
    recorder.recordWrite(0, 0, 1_000, null, "a");
    recorder.recordWrite(0, 0, SLOW, null, null);
    recorder.recordWait(1, SLOW, true, 0);
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.hotKeys()).isEmpty();
    assertThat(snapshot.worst()).extracting(SlowWrite::key).containsOnly(0L);
  }

  @Test
  void theWorstNameTheSameKeys() {
    write("a");
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.worst().get(0).key()).isEqualTo(snapshot.hotKeys().get(0).id(0));
  }

  @Test
  void boundsHoldForEveryKeyOfASkewedStreamInPartsToo() {
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, Long> exact = new HashMap<>();
    HotKeys all = null;
    KeyIds ids = KeyIds.withSecret(1, 2);
    long total = 0;
    for (int part = 0; part < 20; part++) {
      KeySketch sketch = new KeySketch();
      for (int i = 0; i < 5_000; i++) {
        int key = (int) Math.min(1e6, Math.pow(1 - random.nextDouble(), -1.2));
        exact.merge(key, 1L, Long::sum);
        sketch.add(key);
        total++;
      }
      HotKeys drained = sketch.drain(0, ids);
      all = all == null ? drained : all.plus(drained);
    }
    assertThat(all.writes()).isEqualTo(total);
    assertThat(all.size()).isEqualTo(HotKeys.KEPT);
    Map<Long, Integer> listed = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      listed.put(all.id(i), i);
    }
    assertThat(all.id(0)).isEqualTo(ids.idOf(1));
    for (Map.Entry<Integer, Long> entry : exact.entrySet()) {
      Integer at = listed.get(ids.idOf(entry.getKey()));
      if (at == null) {
        assertThat(entry.getValue()).isLessThanOrEqualTo(all.floor());
      } else {
        assertThat(entry.getValue()).isBetween(all.count(at) - all.error(at), all.count(at));
      }
    }
    // The bound of Space-Saving: nothing that is more than a sixteenth of all is missed.
    assertThat(all.floor()).isLessThanOrEqualTo(total / HotKeys.KEPT);
  }

  @Test
  void nobodyWaitsAndNothingIsLostWhereThreadsMeet() throws InterruptedException {
    KeySketch sketch = new KeySketch();
    int each = 100_000;
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      int key = i;
      threads[i] =
          new Thread(
              () -> {
                for (int k = 0; k < each; k++) {
                  sketch.add(key);
                }
              });
      threads[i].start();
    }
    KeyIds ids = KeyIds.withSecret(1, 2);
    HotKeys all = null;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        HotKeys drained = sketch.drain(0, ids);
        all = all == null ? drained : drained == null ? all : all.plus(drained);
      }
    }
    HotKeys last = sketch.drain(0, ids);
    all = last == null ? all : all == null ? last : all.plus(last);
    assertThat(all.writes()).isEqualTo((long) each * threads.length);
    for (int i = 0; i < all.size(); i++) {
      assertThat((long) each).isBetween(all.count(i) - all.error(i), all.count(i));
    }
  }

  @Test
  void anApplicationsKeyIsNeverAskedAndIsKnownByItsIdentity() {
    Object hostile =
        new Object() {
          @Override
          public int hashCode() {
            throw new AssertionError("asked for its hash code");
          }

          @Override
          public boolean equals(Object other) {
            throw new AssertionError("compared");
          }
        };
    write(hostile);
    write(hostile);
    write(new Object());
    HotKeys keys = recorder.next().hotKeys().get(0);
    assertThat(keys.size()).isEqualTo(2);
    assertThat(keys.count(0)).isEqualTo(2);
  }

  @Test
  void countersOfKeysComeOutOfTheCapAndAreDoneWithout() {
    PagePool pool = new PagePool(KeySketch.BYTES);
    Recorder tiny = new Recorder(pool);
    tiny.open(0, 1);
    tiny.recordWrite(0, 0, SLOW, null, "a");
    Snapshot snapshot = tiny.next();
    assertThat(snapshot.hotKeys()).isEmpty();
    assertThat(snapshot.worst()).hasSize(1);
    assertThat(pool.used()).isLessThanOrEqualTo(pool.cap());
  }

  @Test
  void aGrowingMapsSlowWritesAreLikelyToBeItsGrowthsAndASteadyOnesAreNot() {
    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    TableGrowth growth = new TableGrowth();
    for (int i = 0; i < 3_070; i++) {
      map.put(i, i);
    }
    assertThat(growth.isLikely(map, 0)).isFalse();
    map.put(3_070, 1);
    map.put(3_071, 1);
    map.put(3_072, 1); // more than three quarters of 4096
    assertThat(growth.isLikely(map, 1L << 20)).isTrue();
    assertThat(growth.isLikely(map, 2L << 20)).isTrue();
    // Two seconds later, still at that size: something else is slow.
    assertThat(growth.isLikely(map, 2_000L << 20)).isFalse();
    // Cleared and filled again: the table has room.
    map.clear();
    map.put(1, 1);
    map.put(2, 1);
    map.put(3, 1);
    assertThat(growth.isLikely(map, 2_001L << 20)).isFalse();
    for (int i = 0; i < 3_073; i++) {
      map.put(i, i);
    }
    assertThat(growth.isLikely(map, 2_002L << 20)).isFalse();
    // Met at such a size for the first time: it may have been so large for long.
    assertThat(new TableGrowth().isLikely(map, 0)).isFalse();
  }

  @Test
  void aPartThatSawItselfGrowIsBelievedAndNoApplicationsMapIsAsked() {
    class Asked extends ConcurrentHashMap<String, String> {
      private static final long serialVersionUID = 1L;

      @Override
      public long mappingCount() {
        throw new AssertionError("asked for its size");
      }
    }
    Growing part = (from, to) -> 100_000;
    Parted parted = hash -> hash == "a".hashCode() ? part : null;
    recorder.recordWrite(0, 0, 500_000, parted, "a");
    recorder.recordWrite(0, 0, 400_000, parted, "b");
    recorder.recordWrite(0, 0, SLOW, new Asked(), "a");
    assertThat(recorder.next().worst())
        .extracting(SlowWrite::growth)
        .containsExactly(Growth.SEEN, Growth.NONE, Growth.NONE);
  }
}
