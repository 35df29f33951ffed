package io.unjam.transformers.catalog;

import java.util.List;

/**
 * One thing a rule can ask for.
 *
 * @param action the rule's action key: {@code map}, {@code lock}, {@code yield}, {@code gc}, {@code
 *     time}, {@code pin}
 * @param name the value of the action's {@code variant} key; for actions of a single variant the
 *     action's own name
 * @param safety its one safety class
 * @param available whether this version has it; a rule that names one that is not is legal and its
 *     sites are refused with that reason
 * @param doc one sentence for the rule reference
 * @param options what may be set beside {@code variant}
 * @param assume the words this variant may need
 */
public record Variant(
    String action,
    String name,
    SafetyClass safety,
    boolean available,
    String doc,
    List<Option> options,
    List<AssumeWord> assume) {

  public Variant {
    options = List.copyOf(options);
    assume = List.copyOf(assume);
  }
}
