package io.unjam.benchmarks.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many sites an agent rewrote and how many it refused, from its report. */
final class Sites {
  private Sites() {}

  static String in(Path report) throws IOException {
    int applied = 0;
    int refused = 0;
    for (JsonElement decision :
        JsonParser.parseString(Files.readString(report))
            .getAsJsonObject()
            .getAsJsonArray("decisions")) {
      String verdict = decision.getAsJsonObject().get("verdict").getAsString();
      if (verdict.equals("applied")) {
        applied++;
      } else if (verdict.equals("refused")) {
        refused++;
      }
    }
    return applied + " / " + refused;
  }
}
