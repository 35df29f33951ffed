package io.unjam.benchmarks.stat;

/** A median with a 95 % interval around it. */
public record Interval(double median, double low, double high) {}
