package io.unjam.transformers;

import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleParser;

/** Rule files as tests write them. */
public final class Rules {
  private Rules() {}

  /** Parses the rules of a file named {@code test.yaml}, which are the given YAML list items. */
  public static RuleFile of(String items) {
    ParseResult result = RuleParser.parse("test.yaml", "version: 1\nrules:\n" + items);
    if (!result.isValid()) {
      throw new IllegalArgumentException(result.errors().toString());
    }
    return result.ruleFile();
  }
}
