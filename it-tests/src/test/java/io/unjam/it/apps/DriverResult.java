package io.unjam.it.apps;

import com.google.gson.Gson;
import java.util.List;

/**
 * What a driver says at its end: one line {@code RESULT {json}} on standard output.
 *
 * @param operations units of work that were committed
 * @param retries attempts that the application turned away (deadlocks, lock time-outs) and that
 *     were made again
 * @param checks self-checks that were made
 * @param failures the checks that did not hold, in words
 */
public record DriverResult(long operations, long retries, long checks, List<String> failures) {
  private static final String MARK = "RESULT ";

  /** The result in all that a driver printed; a driver that printed none is a failure. */
  public static DriverResult in(String stdout) {
    return stdout
        .lines()
        .filter(line -> line.startsWith(MARK))
        .reduce((first, last) -> last)
        .map(line -> new Gson().fromJson(line.substring(MARK.length()), DriverResult.class))
        .orElseThrow(() -> new AssertionError("the driver printed no result:\n" + stdout));
  }
}
