package io.unjam.it.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.attach.CommandLine;
import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Bank;
import io.unjam.it.programs.Ledger;
import io.unjam.it.programs.Redefine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classes whose methods are {@code synchronized}, striped from their first load on, while threads
 * work with them that know nothing of it.
 */
class OwnMonitorsIT {
  private static final String HEAD = "version: 1\nrules:\n";
  private static final String OF_THIS =
      """
        - name: sums
          at: { class: io.unjam.it.programs.Ledger, lock: this }
          lock: { variant: striped, stripes: 8, guards: [sums] }
          assume: [class-identity-unused, order-unused]
      """;
  private static final String OF_CLASS =
      """
        - name: opened
          at: { class: io.unjam.it.programs.Ledger, lock: class }
          lock: { variant: striped, guards: [OPENED] }
          assume: [class-identity-unused, order-unused]
      """;
  private static final String OTHERS =
      """
        - name: timed
          at: { class: io.unjam.it.programs.Ledger }
          time: { sample: 1 }
      """;

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("bank.unjam.yaml"), HEAD + OF_THIS + OF_CLASS);
  }

  private RunningShop bank(int version) throws Exception {
    List<String> options = new ArrayList<>(JavaProcess.AS_USERS_HAVE_IT);
    options.add(FinishedJar.UNJAM.agentOption("rules=" + rules));
    return RunningShop.open(Jdk.require(version), Bank.class, options.toArray(String[]::new));
  }

  private static void assertUnharmed(RunningShop bank) throws Exception {
    Result result = bank.end();
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).contains("close: all there");
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "Exception", "keeps its original bytes");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void methodsAreStripedFromTheirFirstLoadOn(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop bank = bank(version)) {
      String pid = Long.toString(bank.pid());
      assertThat(bank.order("table")).isEqualTo("StripedHashMap");
      assertThat(bank.order("flags")).isEqualTo("false false");
      assertThat(bank.order("final")).isEqualTo("yes");
      assertThat(bank.order("split")).isEqualTo("done");
      assertThat(bank.order("work")).isEqualTo("right");
      assertThat(unjam.done("status", pid))
          .contains("with sums in 8 stripes; 2 of 3 sections are about one key")
          .contains("with OPENED in 64 stripes; 1 of 2 sections are about one key")
          .contains("blocks in place of synchronized methods, or fields made final")
          .contains(Ledger.class.getName());
      assertThat(bank.order("wait"))
          .isEqualTo("blocked on the ledger of main in add of Ledger.java");
      assertUnharmed(bank);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void offOnReloadAndDetachLeaveThemRightUnderLoad(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop bank = bank(version)) {
      String pid = Long.toString(bank.pid());
      assertThat(bank.order("work")).isEqualTo("right");

      unjam.done("off", pid);
      assertThat(bank.order("table")).isEqualTo("HashMap");
      assertThat(bank.order("work")).isEqualTo("right");

      unjam.done("on", pid);
      assertThat(bank.order("table")).isEqualTo("StripedHashMap");
      assertThat(bank.order("work")).isEqualTo("right");

      Files.writeString(rules, HEAD + OF_CLASS + OTHERS);
      unjam.done("reload", pid);
      assertThat(bank.order("table")).isEqualTo("HashMap");
      assertThat(bank.order("work")).isEqualTo("right");

      Files.writeString(rules, HEAD + OF_CLASS + OTHERS + OF_THIS);
      unjam.done("reload", pid);
      assertThat(bank.order("table")).isEqualTo("StripedHashMap");
      assertThat(bank.order("work")).isEqualTo("right");
      assertThat(unjam.done("status", pid)).doesNotContain("takes effect at restart");

      assertThat(unjam.done("detach", pid)).contains("keep their blocks", Ledger.class.getName());
      assertThat(bank.order("table")).isEqualTo("HashMap");
      assertThat(bank.order("flags")).isEqualTo("false false");
      assertThat(bank.order("final")).isEqualTo("yes");
      assertThat(bank.order("work")).isEqualTo("right");
      assertThat(bank.order("wait"))
          .isEqualTo("blocked on the ledger of main in add of Ledger.java");
      assertUnharmed(bank);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anotherAgentMayRetransformAndRedefineThem(int version) throws Exception {
    try (RunningShop bank = bank(version)) {
      assertThat(bank.order("work")).isEqualTo("right");

      VirtualMachine machine = VirtualMachine.attach(Long.toString(bank.pid()));
      try {
        machine.loadAgent(Redefine.jar(folder).toString(), Ledger.class.getName());
      } finally {
        machine.detach();
      }

      assertThat(bank.order("table")).isEqualTo("StripedHashMap");
      assertThat(bank.order("flags")).isEqualTo("false false");
      assertThat(bank.order("final")).isEqualTo("yes");
      assertThat(bank.order("work")).isEqualTo("right");
      assertUnharmed(bank);
    }
  }

  /** Nobody gives the new bytes the form any more that the class keeps: the JVM refuses them. */
  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void afterADetachTheyCanBeRetransformedAndNotRedefined(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop bank = bank(version)) {
      assertThat(bank.order("work")).isEqualTo("right");
      unjam.done("detach", Long.toString(bank.pid()));

      VirtualMachine machine = VirtualMachine.attach(Long.toString(bank.pid()));
      try {
        assertThatThrownBy(
                () -> machine.loadAgent(Redefine.jar(folder).toString(), Ledger.class.getName()))
            .isInstanceOf(AgentInitializationException.class);
      } finally {
        machine.detach();
      }

      assertThat(bank.order("table")).isEqualTo("HashMap");
      assertThat(bank.order("flags")).isEqualTo("false false");
      assertThat(bank.order("final")).isEqualTo("yes");
      assertThat(bank.order("work")).isEqualTo("right");
      Result result = bank.end();
      assertThat(result.stdout()).as(result::describe).contains("close: all there");
      // Retransformed before; what is refused is the redefinition, with the JVM's own words.
      assertThat(result.stderr())
          .as(result::describe)
          .contains("UnsupportedOperationException", "redefineClasses", "attempted to change")
          .doesNotContain("VerifyError", "LinkageError");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void classesThatWereLoadedAsTheyAreWaitForARestart(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop bank = RunningShop.open(Jdk.require(version), Bank.class)) {
      String pid = Long.toString(bank.pid());
      assertThat(unjam.done("attach", pid, "rules=" + rules))
          .contains("0 applied")
          .contains("takes effect at restart");
      assertThat(bank.order("table")).isEqualTo("HashMap");
      assertThat(bank.order("flags")).isEqualTo("true true");
      assertThat(bank.order("final")).isEqualTo("no");
      assertThat(bank.order("work")).isEqualTo("right");
      assertUnharmed(bank);
    }
  }
}
