package io.unjam.agent.report.scaling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one site is from scaling.
 *
 * @param site its number
 * @param held the share of the recorded time in which its lock was held, null where it has none.
 *     Above 1 where several threads hold at once: several locks, or readers
 * @param heldMost the same in the interval in which it was largest
 * @param law what the site's durations follow; null where they carry none
 * @param silence why there is no law; null if there is one
 */
public record SiteScaling(
    int site,
    @Nullable Double held,
    @Nullable Double heldMost,
    @Nullable Usl law,
    @Nullable String silence) {

  /** At how many threads a prediction is shown. */
  public static final List<Integer> THREADS = List.of(2, 4, 8, 16, 32, 64);
}
