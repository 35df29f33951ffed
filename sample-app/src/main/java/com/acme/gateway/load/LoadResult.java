package com.acme.gateway.load;

import com.acme.gateway.figures.Check;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a run, as written with {@code --json}.
 *
 * @param seed the run's seed
 * @param warmupSeconds not measured
 * @param durationSeconds measured
 * @param paths by the write paths' labels
 * @param checks the gateway's invariants and the driver's own comparisons
 * @param ok whether every check holds and no operation failed
 */
record LoadResult(
    long seed,
    double warmupSeconds,
    double durationSeconds,
    Map<String, PathResult> paths,
    List<Check> checks,
    boolean ok) {

  void write(Path file) throws IOException {
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException where it can't be read or is something else; the message names the file
   */
  static LoadResult read(Path file) throws IOException {
    try {
      LoadResult result =
          new GsonBuilder().create().fromJson(Files.readString(file), LoadResult.class);
      if (result == null || result.paths() == null || result.paths().isEmpty()) {
        throw new IOException(file + " is not a result of the load driver");
      }
      return result;
    } catch (JsonParseException e) {
      throw new IOException(file + " is not a result of the load driver: " + e.getMessage(), e);
    }
  }
}
