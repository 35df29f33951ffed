package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.RuleFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a rule file: either its rules or everything that is wrong with it, never a part of
 * both. Immutable.
 */
public final class ParseResult {
  private final @Nullable RuleFile ruleFile;
  private final List<RuleError> errors;

  private ParseResult(@Nullable RuleFile ruleFile, List<RuleError> errors) {
    this.ruleFile = ruleFile;
    this.errors = List.copyOf(errors);
  }

  static ParseResult of(RuleFile ruleFile) {
    return new ParseResult(ruleFile, List.of());
  }

  static ParseResult of(List<RuleError> errors) {
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("a file without an error has rules");
    }
    return new ParseResult(null, errors);
  }

  /** Whether the file has no error. */
  public boolean isValid() {
    return ruleFile != null;
  }

  /**
   * The rules.
   *
   * @throws IllegalStateException if the file has errors
   */
  public RuleFile ruleFile() {
    if (ruleFile == null) {
      throw new IllegalStateException("the rule file has errors: " + errors);
    }
    return ruleFile;
  }

  /** All errors in the order of the file; empty where it is valid. */
  public List<RuleError> errors() {
    return errors;
  }
}
