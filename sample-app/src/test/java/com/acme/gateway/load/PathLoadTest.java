package com.acme.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PathLoadTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void aStallIsChargedToEveryOperationThatItDelayed() {
    FakeTicker ticker = new FakeTicker();
    // 100 a second for 2 s; every operation takes 1 ms, but number 50 stalls for half a second.
    Tally tally =
        load(ticker, Rate.parse("100"), 0, 2_000 * MS)
            .work(index -> ticker.now += index == 50 ? 500 * MS : MS);

    assertThat(tally.service().getTotalCount()).isEqualTo(200);
    assertThat(tally.service().getValueAtPercentile(99)).isLessThan(2 * MS);
    Histogram response = tally.response();
    assertThat(response.getMaxValue()).isCloseTo(500 * MS, within(11 * MS));
    // Some 55 operations, the stalled one and those that queued behind it, waited.
    long late = response.getTotalCount() - response.getCountBetweenValues(0, 2 * MS);
    assertThat(late).isBetween(50L, 60L);
    assertThat(response.getValueAtPercentile(90)).isCloseTo(330 * MS, within(40 * MS));
  }

  @Test
  void theSameSeedGivesTheSameScheduleAndStartsNeverGoBack() {
    Schedule schedule = new Schedule(Rate.parse("1000"), 5, 7);
    Schedule again = new Schedule(Rate.parse("1000"), 5, 7);
    Schedule other = new Schedule(Rate.parse("1000"), 5, 8);
    long last = 5;
    boolean differs = false;
    for (int i = 0; i < 1_000; i++) {
      long start = schedule.intendedStart(i);
      assertThat(start).isEqualTo(again.intendedStart(i)).isGreaterThanOrEqualTo(last);
      assertThat(start - 5).isBetween(i * MS, (i + 1) * MS);
      differs |= start != other.intendedStart(i);
      last = start;
    }
    assertThat(differs).isTrue();
  }

  @Test
  void warmUpIsDoneAndNotCounted() {
    FakeTicker ticker = new FakeTicker();
    int[] done = {0};
    Tally tally =
        load(ticker, Rate.parse("100"), 1_000 * MS, 2_000 * MS)
            .work(
                index -> {
                  done[0]++;
                  ticker.now += MS;
                });
    assertThat(done[0]).isEqualTo(200);
    assertThat(tally.service().getTotalCount()).isEqualTo(100);
  }

  @Test
  void whatThereWasNoTimeForIsCountedWithTheTimeItHadWaited() {
    FakeTicker ticker = new FakeTicker();
    Tally tally =
        load(ticker, Rate.parse("100"), 0, 1_000 * MS).work(index -> ticker.now += 10_000 * MS);
    assertThat(tally.service().getTotalCount()).isEqualTo(1);
    assertThat(tally.missedOperations()).isEqualTo(99);
    assertThat(tally.response().getTotalCount()).isEqualTo(100);
    assertThat(tally.response().getValueAtPercentile(50)).isGreaterThan(9_000 * MS);
  }

  @Test
  void aClosedLoopStartsAsSoonAsItCan() {
    FakeTicker ticker = new FakeTicker();
    Tally tally =
        load(ticker, Rate.parse("max"), 0, 1_000 * MS).work(index -> ticker.now += 4 * MS);
    assertThat(tally.service().getTotalCount()).isEqualTo(250);
    assertThat(tally.response().getMaxValue()).isEqualTo(tally.service().getMaxValue());
  }

  @Test
  void failedOperationsAreErrorsAndNoLatencies() {
    FakeTicker ticker = new FakeTicker();
    Tally tally =
        load(ticker, Rate.parse("10"), 0, 1_000 * MS)
            .work(
                index -> {
                  throw new IOException("no " + index);
                });
    assertThat(tally.errors()).isEqualTo(10);
    assertThat(tally.firstError()).contains("no 0");
    assertThat(tally.service().getTotalCount()).isZero();
  }

  private static PathLoad load(Ticker ticker, Rate rate, long from, long to) {
    return new PathLoad(rate, new Window(0, from, to, to + 5_000 * MS), 3, ticker);
  }

  private static final class FakeTicker implements Ticker {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleepUntil(long nanoTime) {
      now = Math.max(now, nanoTime);
    }
  }
}
