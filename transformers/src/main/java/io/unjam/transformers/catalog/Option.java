package io.unjam.transformers.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One option of a variant.
 *
 * @param name its key in the rule file
 * @param type what its value may be
 * @param min smallest legal value; used by {@link Type#INT} alone
 * @param max largest legal value; used by {@link Type#INT} alone
 * @param defaultValue the value where the rule gives none, or {@code null} where the option has to
 *     be given or may be absent
 * @param required whether a rule has to give it
 * @param doc one sentence for the rule reference
 */
public record Option(
    String name,
    Type type,
    long min,
    long max,
    @Nullable Object defaultValue,
    boolean required,
    String doc) {

  /** The kinds of value an option takes. */
  public enum Type {
    /** A whole number between {@link Option#min} and {@link Option#max}; held as {@link Long}. */
    INT,
    /** {@code true} or {@code false}; held as {@link Boolean}. */
    BOOL,
    /** A single name; held as {@link String}. */
    WORD,
    /** A list of names; held as {@code List<String>}. */
    WORDS
  }
}
