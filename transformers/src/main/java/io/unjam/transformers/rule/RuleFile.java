package io.unjam.transformers.rule;

import java.util.List;

/**
 * A rule file that parsed without an error.
 *
 * @param file the file as the user named it
 * @param rules in the file's order; where two rules ask for different edits of one site the earlier
 *     wins and the later is decided as refused, naming the earlier
 */
public record RuleFile(String file, List<Rule> rules) {
  public RuleFile {
    rules = List.copyOf(rules);
  }
}
