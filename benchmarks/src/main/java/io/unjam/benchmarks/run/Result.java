package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Case;
import io.unjam.benchmarks.stat.Interval;
import io.unjam.benchmarks.stat.Judgement;

/**
 * One row.
 *
 * @param ratio variant over baseline, pair by pair
 * @param control a second baseline over the baseline, pair by pair: what the machine alone does to
 *     a ratio
 * @param rounds measured rounds of all three arms together
 * @param sites what the agent decided in the variant's JVM, in words; empty where nobody asked
 */
public record Result(
    Case comparison,
    int jdk,
    int threads,
    int pairs,
    Interval ratio,
    Interval control,
    Judgement judgement,
    double fairnessBaseline,
    double fairnessVariant,
    long longestBaseline,
    long longestVariant,
    int rounds,
    String sites) {}
