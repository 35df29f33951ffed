package io.unjam.runtime.hook;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;

/**
 * A collector that is another but for the map that it collects into. Thread-safe as that other is.
 */
abstract class MapCollector<T, A, R> implements Collector<T, A, R>, Supplier<A> {
  private final Collector<T, A, R> collector;

  MapCollector(Collector<T, A, R> collector) {
    this.collector = collector;
  }

  @Override
  public final Supplier<A> supplier() {
    return this;
  }

  @Override
  public final BiConsumer<A, T> accumulator() {
    return collector.accumulator();
  }

  @Override
  public final BinaryOperator<A> combiner() {
    return collector.combiner();
  }

  @Override
  public final Function<A, R> finisher() {
    return collector.finisher();
  }

  @Override
  public final Set<Characteristics> characteristics() {
    return collector.characteristics();
  }
}
