package com.acme.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.gateway.figures.Latency;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;

  @Test
  void printsEveryFigureOfBothRunsAndTheRatio() throws Exception {
    Path before = folder.resolve("before.json");
    Path after = folder.resolve("after.json");
    result(Map.of("bulk", path(4, 80_000_000))).write(before);
    result(Map.of("bulk", path(5, 20_000_000), "order", path(1, 1))).write(after);

    String table = new Comparison(LoadResult.read(before), LoadResult.read(after)).table();
    try (var golden = getClass().getResourceAsStream("comparison.txt")) {
      assertThat(table.replace(System.lineSeparator(), "\n"))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void refusesAFileThatIsNoResultAndNamesIt() throws Exception {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> LoadResult.read(file)).hasMessageContaining("other.json");
    Files.writeString(file, "[");
    assertThatThrownBy(() -> LoadResult.read(file)).hasMessageContaining("other.json");
  }

  private static LoadResult result(Map<String, PathResult> paths) {
    return new LoadResult(42, 6, 18, paths, List.of(), true);
  }

  private static PathResult path(double throughput, long nanos) {
    Latency http = new Latency(72, nanos, 2 * nanos, 3 * nanos, 4 * nanos);
    Latency inside = new Latency(72, nanos / 1_000, nanos / 500, nanos / 100, nanos / 10);
    return new PathResult("max", 72, 0, 0, throughput, http, http, inside);
  }
}
