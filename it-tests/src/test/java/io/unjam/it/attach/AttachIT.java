package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attached agent changes in a program whose classes are loaded and in use. */
class AttachIT {

  @TempDir Path folder;
  private Path rules;
  private Path report;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("shop.unjam.yaml"), ShopRules.ALL);
    report = folder.resolve("report.json");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void rewritesClassesThatAreInUse(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      assertThat(shop.order("collect")).isEqualTo("collected");
      assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");

      shop.attach("rules=" + rules + ",report=" + report);

      assertThat(shop.said(1)).hasSize(1);
      assertThat(shop.said(1).get(0)).contains("5 rules from " + rules, "self-test passed");
      assertThat(shop.order("collect")).isEqualTo("not collected");
      assertThat(shop.order("write 500")).isEqualTo("501 entries of 501");
      assertUnharmed(shop.end());
    }
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.failures()).isEmpty();
    assertThat(decisions.refused()).isZero();
    assertThat(Files.readString(report)).contains("\"operations\": 500,");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void replacesObjectsThatAreMadeLaterAndNoneThatIsThere(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      shop.attach("rules=" + rules);

      assertThat(shop.order("stock")).isEqualTo("ConcurrentHashMap of 1");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertThat(shop.order("lock")).isEqualTo("BargingReentrantLock");
      assertThat(shop.order("load")).isEqualTo("ShardedConcurrentHashMap says hello");
      assertUnharmed(shop.end());
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void staysOutOfAJvmThatStartedWithUnjam(int version) throws Exception {
    try (RunningShop shop =
        RunningShop.open(version, FinishedJar.UNJAM.agentOption("rules=" + rules))) {
      shop.attach("rules=" + rules);

      assertSecondStaysOut(shop);
      assertUnharmed(shop.end());
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void staysOutWhenAttachedASecondTime(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      shop.attach("rules=" + rules);
      shop.attach("rules=" + rules);

      assertSecondStaysOut(shop);
      assertUnharmed(shop.end());
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void changesNothingWhereTheRulesHaveAnError(int version) throws Exception {
    Files.writeString(rules, ShopRules.ALL.replace("sample: 1", "sampel: 1"));
    try (RunningShop shop = RunningShop.open(version)) {
      // Only the start may end a JVM: one that serves is never taken down.
      shop.attach("on-error=fail,rules=" + rules);

      assertThat(shop.said(2)).hasSize(2);
      assertThat(shop.said(2).get(0)).contains(rules + ":", "sampel", "sample");
      assertThat(shop.said(2).get(1))
          .contains("nothing is applied, the application runs unchanged");
      assertUntouched(shop);
      assertUnharmed(shop.end());
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void changesNothingWhereTheRulesCannotBeRead(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      shop.attach("rules=" + folder);

      assertThat(shop.said(2)).hasSize(2);
      assertThat(shop.said(2).get(0)).contains(folder.toString());
      assertUntouched(shop);
      assertUnharmed(shop.end());
    }
  }

  private static void assertSecondStaysOut(RunningShop shop) throws Exception {
    assertThat(shop.said(2)).hasSize(2);
    assertThat(shop.said(2).get(1))
        .contains("stays out: this JVM already runs Unjam", FinishedJar.UNJAM.path().toString());
    assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
  }

  private static void assertUntouched(RunningShop shop) throws Exception {
    assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");
    assertThat(shop.order("collect")).isEqualTo("collected");
    assertThat(shop.order("load")).isEqualTo("ConcurrentHashMap says hello");
  }

  private static void assertUnharmed(Result result) {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).contains("close: all there");
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError", "Exception");
  }
}
