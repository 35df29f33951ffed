package io.unjam.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.unjam.benchmarks.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as JSON: a list of flat objects. */
public final class JsonFile {
  private JsonFile() {}

  /** Writes the list. */
  public static void write(Path file, List<Result> results) throws IOException {
    Gson gson = new GsonBuilder().setPrettyPrinting().serializeNulls().create();
    Files.writeString(file, gson.toJson(rows(results)) + "\n");
  }

  static List<Map<String, @Nullable Object>> rows(List<Result> results) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Result result : results) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("case", result.comparison().name());
      row.put("jdk", result.jdk());
      row.put("threads", result.threads());
      row.put("baseline", result.comparison().baseline().label());
      row.put("variant", result.comparison().variant().label());
      row.put("metric", result.comparison().metric().label());
      row.put("target", result.comparison().target());
      row.put("verdict", result.judgement().verdict().name());
      row.put("pairs", result.pairs());
      row.put("ratio_median", result.ratio().median());
      row.put("ratio_low", result.ratio().low());
      row.put("ratio_high", result.ratio().high());
      row.put("aa_low", result.control().low());
      row.put("aa_high", result.control().high());
      row.put("fairness_baseline", result.fairnessBaseline());
      row.put("fairness_variant", result.fairnessVariant());
      row.put("max_ns_baseline", result.longestBaseline());
      row.put("max_ns_variant", result.longestVariant());
      row.put("rounds", result.rounds());
      rows.add(row);
    }
    return rows;
  }
}
