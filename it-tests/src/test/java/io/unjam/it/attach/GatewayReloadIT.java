package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules come, change and go in the sample gateway while its load driver counts: the driver fails
 * where one operation does, or where the gateway's sums don't agree with what was sent.
 */
class GatewayReloadIT {

  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private static final String MEASURED =
      """
      version: 1
      rules:
        - name: writes
          at: { package: com.acme }
          time: { sample: 1 }
      """;

  private static final String CHANGED =
      """
      version: 1
      rules:
        - name: maps
          at: { package: com.acme }
          map: { variant: sharded, shards: 8 }
        - name: yields
          at: { package: com.acme }
          yield: auto
        - name: collections
          at: { package: com.acme }
          gc: strip
          assume: [explicit-gc-not-required]
        - name: writes
          at: { package: com.acme }
          time: { sample: 16 }
      """;

  private static final Map<Integer, List<Long>> MILLIS = new TreeMap<>();

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void noRequestIsLostWhileRulesComeChangeAndGo(int version) throws Exception {
    Path rules = Files.writeString(folder.resolve("gateway.unjam.yaml"), MEASURED);
    try (JavaProcess gateway =
        JavaProcess.of(Jdk.require(version))
            .options(JavaProcess.AS_USERS_HAVE_IT)
            .jar(FinishedJar.SAMPLE_APP.path(), "gateway", "--port", "0")
            .start()) {
      Matcher ready = gateway.awaitStdout(Pattern.compile("proxy=(\\S+) admin=(\\S+)"), AT_MOST);
      CompletableFuture<Result> load = load(version, ready.group(1), ready.group(2));
      Requests unjam = new Requests(gateway.pid(), folder);
      int rounds = 0;
      while (!load.isDone()) {
        Files.writeString(rules, MEASURED);
        assertThat(unjam.send("attach rules=" + rules)).startsWith("ok");
        Files.writeString(rules, CHANGED);
        reload(unjam, version);
        assertThat(unjam.send("off")).startsWith("ok");
        assertThat(unjam.send("on")).startsWith("ok");
        Files.writeString(rules, "rules: [");
        assertThat(unjam.send("reload")).startsWith("error");
        Files.writeString(rules, MEASURED);
        reload(unjam, version);
        assertThat(unjam.send("status")).startsWith("ok");
        assertThat(unjam.send("detach")).startsWith("ok");
        rounds++;
      }
      assertThat(rounds).isPositive();
      Result result = load.get();
      assertThat(result.exit()).as(result::describe).isZero();
      assertThat(gateway.stderr())
          .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError", "\tat ");
    }
  }

  /** Sends a reload that changes classes, and notes how long the agent says it took. */
  private static void reload(Requests unjam, int version) throws Exception {
    String reply = unjam.send("reload");
    assertThat(reply).startsWith("ok");
    JsonObject done = JsonParser.parseString(reply.substring(2)).getAsJsonObject();
    assertThat(done.get("classes").getAsInt()).isPositive();
    MILLIS.computeIfAbsent(version, v -> new ArrayList<>()).add(done.get("millis").getAsLong());
  }

  /** Times are no test's to judge on a machine that does other things: they are for reading. */
  @AfterAll
  static void writeTable() throws IOException {
    StringBuilder table = new StringBuilder("| jdk | reloads under load | median | longest |\n");
    table.append("|---|---|---|---|\n");
    MILLIS.forEach(
        (version, millis) -> {
          Collections.sort(millis);
          table.append(
              "| %d | %d | %d ms | %d ms |%n"
                  .formatted(
                      version,
                      millis.size(),
                      millis.get(millis.size() / 2),
                      millis.get(millis.size() - 1)));
        });
    Files.writeString(Settings.target().resolve("reloads.md"), table);
  }

  private static CompletableFuture<Result> load(int version, String proxy, String admin) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return JavaProcess.of(Jdk.require(version))
                .jar(
                    FinishedJar.SAMPLE_APP.path(),
                    "load",
                    "--proxy",
                    proxy,
                    "--admin",
                    admin,
                    "--rate",
                    "session=150,route=60,bulk=1,order=60",
                    "--workers",
                    "4",
                    "--warmup",
                    "1",
                    "--duration",
                    "8")
                .run(AT_MOST);
          } catch (Exception e) {
            throw new IllegalStateException("no load could be put on the gateway", e);
          }
        });
  }
}
