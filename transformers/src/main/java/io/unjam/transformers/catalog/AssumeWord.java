package io.unjam.transformers.catalog;

/**
 * A fact that no analysis can establish and a rule's author may vouch for.
 *
 * @param word as written in a rule's {@code assume:} list
 * @param meaning one sentence: what the author states
 * @param ifFalse one sentence: what goes wrong where it is not so
 */
public record AssumeWord(String word, String meaning, String ifFalse) {}
