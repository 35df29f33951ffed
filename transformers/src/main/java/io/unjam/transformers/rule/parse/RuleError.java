package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Location;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a rule file.
 *
 * @param location where the offending text starts; 1:1 where the file as a whole can't be read
 * @param message what is wrong, without a trailing full stop
 * @param offendingText the text as it stands in the file, shortened to one line; empty where
 *     something is missing
 * @param suggestion the nearest right word or what to write instead, or {@code null} where the
 *     message says it all
 */
public record RuleError(
    Location location, String message, String offendingText, @Nullable String suggestion) {

  /** Prints one line, {@code file:line:column: message; suggestion}. */
  @Override
  public String toString() {
    String line = location + ": " + message;
    return suggestion == null ? line : line + "; " + suggestion;
  }
}
