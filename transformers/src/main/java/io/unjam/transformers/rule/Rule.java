package io.unjam.transformers.rule;

import io.unjam.transformers.catalog.Variant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rule: a place, what to do there, and what its author vouches for.
 *
 * @param name unique within its file
 * @param location where the rule starts
 * @param place where it applies
 * @param variant what it asks for
 * @param options values by option name, defaults filled in; typed as {@link
 *     io.unjam.transformers.catalog.Option.Type} says
 * @param assumptions the author's words
 */
public record Rule(
    String name,
    Location location,
    Place place,
    Variant variant,
    Map<String, Object> options,
    List<Assumption> assumptions) {

  public Rule {
    options = Map.copyOf(options);
    assumptions = List.copyOf(assumptions);
  }

  /** Whether the author vouches for {@code word}. */
  public boolean assumes(String word) {
    for (Assumption assumption : assumptions) {
      if (assumption.word().equals(word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether this rule does what the other does wherever it does it: names, order of assumptions and
   * where the rules stand in their files aside.
   */
  public boolean sameEffect(Rule other) {
    return place.sameAs(other.place)
        && variant.equals(other.variant)
        && options.equals(other.options)
        && words().equals(other.words());
  }

  private Set<String> words() {
    Set<String> words = new HashSet<>();
    for (Assumption assumption : assumptions) {
      words.add(assumption.word());
    }
    return words;
  }

  /**
   * The value of an {@link io.unjam.transformers.catalog.Option.Type#INT} option that is given or
   * has a default.
   *
   * @throws IllegalArgumentException if the variant has no such value
   */
  public int intOption(String option) {
    if (options.get(option) instanceof Long value) {
      return Math.toIntExact(value);
    }
    throw new IllegalArgumentException("rule " + name + " has no number " + option);
  }

  /**
   * The value of an {@link io.unjam.transformers.catalog.Option.Type#WORD} option that is given.
   *
   * @throws IllegalArgumentException if the variant has no such value
   */
  public String textOption(String option) {
    if (options.get(option) instanceof String value) {
      return value;
    }
    throw new IllegalArgumentException("rule " + name + " has no text " + option);
  }

  /**
   * The value of an {@link io.unjam.transformers.catalog.Option.Type#BOOL} option that is given or
   * has a default.
   *
   * @throws IllegalArgumentException if the variant has no such value
   */
  public boolean boolOption(String option) {
    if (options.get(option) instanceof Boolean value) {
      return value;
    }
    throw new IllegalArgumentException("rule " + name + " has no switch " + option);
  }
}
