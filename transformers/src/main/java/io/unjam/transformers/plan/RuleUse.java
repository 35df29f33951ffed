package io.unjam.transformers.plan;

import io.unjam.transformers.rule.Rule;

/**
 * How much a rule found, so that none matches nothing in silence.
 *
 * @param rule the rule
 * @param classes classes whose names it matched
 * @param sites decisions about it, whatever their verdict
 */
public record RuleUse(Rule rule, long classes, long sites) {
  /** A sentence for a rule that found nothing, the empty string for one that did. */
  public String complaint() {
    if (classes == 0) {
      return "rule '" + rule.name() + "' (" + rule.location() + ") matched no class";
    }
    if (sites == 0) {
      return "rule '"
          + rule.name()
          + "' ("
          + rule.location()
          + ") matched "
          + classes
          + (classes == 1 ? " class" : " classes")
          + " but no site in "
          + (classes == 1 ? "it" : "them");
    }
    return "";
  }
}
