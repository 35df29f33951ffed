package io.unjam.transformers.rule;

/** One word of a rule's {@code assume:} list and where it stands. */
public record Assumption(String word, Location location) {}
