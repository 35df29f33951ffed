package io.unjam.it.locks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.unjam.it.attach.CommandLine;
import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Vault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever comes to a striped lock and its map by a way that no proof sees takes all stripes: by
 * reflection, and by the class's own methods once a detach has restored them. And what waits
 * meanwhile can be seen, in a thread dump and in the status.
 */
class UnprovenWaysIT {
  private static final String RULES =
      """
      version: 1
      rules:
        - name: sums
          at: { class: io.unjam.it.programs.Shelf, lock: lock }
          lock: { variant: striped, stripes: 256, guards: [sums] }
          assume: [class-identity-unused, journal-order-across-keys, journal-thread-safe, order-unused]
      """;
  private static final String KEPT_OUT =
      "doesn't get the lock, sees it taken, counting waits, looking waits, putting waits";

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("vault.unjam.yaml"), RULES);
  }

  private RunningShop vault(int version) throws Exception {
    return RunningShop.open(
        Jdk.require(version), Vault.class, FinishedJar.UNJAM.agentOption("rules=" + rules));
  }

  private static void assertUnharmed(RunningShop vault) throws Exception {
    Result result = vault.end();
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stderr()).as(result::describe).doesNotContain("Exception", "Error");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void reflectionMeetsALockThatTakesAllStripes(int version) throws Exception {
    try (RunningShop vault = vault(version)) {
      assertThat(vault.order("classes")).isEqualTo("StripedReentrantLock StripedHashMap");
      assertThat(vault.order("split")).isEqualTo("done");
      assertThat(vault.order("hold")).isEqualTo("held");
      assertThat(vault.order("other")).isEqualTo("passes");

      assertThat(vault.order("reach")).isEqualTo(KEPT_OUT);

      assertThat(vault.order("let go")).isEqualTo("all there");
      assertUnharmed(vault);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void methodsThatADetachHasRestoredTakeAllStripes(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop vault = vault(version)) {
      vault.order("split");
      // Begun as edited, ended after the edit is gone.
      assertThat(vault.order("hold")).isEqualTo("held");
      assertThat(vault.order("other")).isEqualTo("passes");

      unjam.done("detach", Long.toString(vault.pid()));

      assertThat(vault.order("classes")).isEqualTo("ReentrantLock HashMap");
      assertThat(vault.order("other")).isEqualTo("waits");
      assertThat(vault.order("whole")).isEqualTo("waits");
      assertThat(vault.order("reach")).isEqualTo(KEPT_OUT);
      assertThat(vault.order("let go")).isEqualTo("all there");

      assertThat(vault.order("hold")).isEqualTo("held");
      assertThat(vault.order("other")).isEqualTo("waits");
      assertThat(vault.order("let go")).isEqualTo("all there");
      assertUnharmed(vault);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aThreadDumpAndTheStatusSayWhoHasTheStripe(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop vault = vault(version)) {
      vault.order("split");
      vault.order("hold");
      assertThat(vault.order("same")).isEqualTo("waits");
      assertThat(vault.order("whole")).isEqualTo("waits");
      String pid = Long.toString(vault.pid());

      String status = unjam.done("status", pid);
      String dump = dump(Jdk.require(version), pid);

      // The number by which a dump knows the stripe's lock, where its owner is told to have it.
      String kind = " (a java.util.concurrent.locks.ReentrantLock$NonfairSync)";
      assertThat(section(dump, "same"))
          .containsPattern("parking to wait for +<0x[0-9a-f]+>" + Pattern.quote(kind))
          .contains("StripeHooks.lock", "Shelf.add");
      String number = section(dump, "same").replaceAll("(?s).*wait for +(<0x[0-9a-f]+>).*", "$1");
      assertThat(section(dump, "holder"))
          .containsPattern("(?s)Locked ownable synchronizers:.*- " + number + " \\(a java");
      assertThat(status)
          .containsPattern(
              "\"same\" waiting in StripeHooks\\.lock on .*NonfairSync@.*, held by holder, called at"
                  + " .*Shelf\\.add")
          .containsPattern(
              "\"whole\" waiting in StripedReentrantLock\\.lock on .*, held by holder");
      assertThat(waitOf(unjam.json("status", "--json", pid), "same").get("held_by").getAsString())
          .isEqualTo("holder");
      assertThat(vault.order("let go")).isEqualTo("all there");
      assertUnharmed(vault);
    }
  }

  private static JsonObject waitOf(JsonElement status, String thread) {
    for (JsonElement wait : status.getAsJsonObject().getAsJsonArray("waits")) {
      if (wait.getAsJsonObject().get("thread").getAsString().equals(thread)) {
        return wait.getAsJsonObject();
      }
    }
    throw new AssertionError(thread + " doesn't wait: " + status);
  }

  /** What {@code jstack -l} prints. */
  private static String dump(Jdk jdk, String pid) throws Exception {
    Process jstack =
        new ProcessBuilder(jdk.home().resolve("bin").resolve("jstack").toString(), "-l", pid)
            .redirectErrorStream(true)
            .start();
    StringBuilder text = new StringBuilder();
    try (BufferedReader lines = jstack.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(line -> text.append(line).append('\n'));
    }
    assertThat(jstack.waitFor()).as(text.toString()).isZero();
    return text.toString();
  }

  /** What a dump says of one thread. */
  private static String section(String dump, String thread) {
    int begin = dump.indexOf("\"" + thread + "\" ");
    assertThat(begin).as(dump).isNotNegative();
    int next = dump.indexOf("\n\"", begin);
    return next < 0 ? dump.substring(begin) : dump.substring(begin, next);
  }
}
