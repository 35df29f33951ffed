package io.unjam.it.apps;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a driver says at its end, on standard output: {@code WRONG ...} for each check that did not
 * hold, then {@code RESULT OPERATIONS CHECKS}.
 *
 * @param operations units of work that were done
 * @param checks self-checks that were made
 * @param failures the checks that did not hold, in words
 */
public record DriverResult(long operations, long checks, List<String> failures) {
  private static final Pattern RESULT =
      Pattern.compile("^RESULT (\\d+) (\\d+)$", Pattern.MULTILINE);
  private static final Pattern WRONG = Pattern.compile("^WRONG (.*)$", Pattern.MULTILINE);

  /** The result in all that a driver printed; a driver that printed none is a failure. */
  public static DriverResult in(String stdout) {
    MatchResult last =
        RESULT
            .matcher(stdout)
            .results()
            .reduce((first, second) -> second)
            .orElseThrow(() -> new AssertionError("the driver printed no result:\n" + stdout));
    return new DriverResult(
        Long.parseLong(last.group(1)),
        Long.parseLong(last.group(2)),
        WRONG.matcher(stdout).results().map(wrong -> wrong.group(1)).toList());
  }
}
