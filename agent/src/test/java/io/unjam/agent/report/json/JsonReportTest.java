package io.unjam.agent.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.unjam.agent.report.SampleRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonReportTest {

  @Test
  void namesTheLoadersThatShareWhatIsDecided() throws IOException {
    String json = JsonReport.of(SampleRun.report());
    assertThat(JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("decisions"))
        .isNotEmpty()
        .extracting(decision -> decision.getAsJsonObject().getAsJsonArray("loaders"))
        .allSatisfy(
            loaders ->
                assertThat(loaders)
                    .extracting(JsonElement::getAsString)
                    .containsExactly("'a' (com.acme.Loader)", "com.acme.Loader@1"));
  }
}
