package io.unjam.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.FromTheFuture;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent on an application's command line, rightly and wrongly. Whatever it is given, the
 * application prints what it prints without it, and the user is told once.
 */
class AgentStartIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /**
   * What the JVM itself says: of an agent on the bootstrap class path, and of a folder that is not
   * there.
   */
  private static final Set<String> JVM_SAYS =
      Set.of(
          "OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes"
              + " because bootstrap classpath has been appended",
          "WARNING: java.io.tmpdir directory does not exist");

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), Programs.RULES);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void startsWithOneLineAndNoWarning(int version) throws Exception {
    Result result = wordCount(version, "rules=" + rules);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void startsWithoutRulesWithOneLineAndNoWarning(int version) throws Exception {
    Result result = wordCount(version, "");
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void saysNothingWithLogOff(int version) throws Exception {
    Result result = wordCount(version, "log=off,rules=" + rules);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).isEmpty();
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anEmptyRuleFileLeavesTheApplicationAsItIs(int version) throws Exception {
    Files.writeString(rules, "version: 1\nrules: []\n");
    Result result = wordCount(version, "rules=" + rules);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aMissingRuleFileIsSaidAndNothingApplied(int version) throws Exception {
    Path missing = folder.resolve("nowhere.yaml");
    Result result = wordCount(version, "rules=" + missing);
    assertUnharmed(result);
    assertSaidOnce(result, missing.toString());
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anUnreadableRuleFileIsSaidAndNothingApplied(int version) throws Exception {
    // A folder in a file's place: permissions would not stop a test that runs as root.
    Result result = wordCount(version, "rules=" + folder);
    assertUnharmed(result);
    assertSaidOnce(result, folder.toString());
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aWrongRuleIsSaidWithItsPlaceAndNothingApplied(int version) throws Exception {
    Files.writeString(rules, Programs.RULES.replace("sample: 16", "sampel: 16"));
    Result result = wordCount(version, "rules=" + rules);
    assertUnharmed(result);
    assertSaidOnce(result, rules + ":9:13: ", "sampel", "sample");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aFileThatIsNoRuleFileIsSaidAndNothingApplied(int version) throws Exception {
    Files.write(
        rules, new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, '\t', '{'});
    Result result = wordCount(version, "rules=" + rules);
    assertUnharmed(result);
    assertSaidOnce(result, rules.toString());
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anUnknownOptionIsSaidAndNothingApplied(int version) throws Exception {
    Result result = wordCount(version, "rulez=" + rules);
    assertUnharmed(result);
    assertSaidOnce(result, "rulez", "rules");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aWrongRuleEndsTheJvmBeforeMainWhereTheUserWantsThat(int version) throws Exception {
    Files.writeString(rules, Programs.RULES.replace("sample: 16", "sampel: 16"));
    Result result = wordCount(version, "on-error=fail,rules=" + rules);
    assertThat(result.exit()).as(result::describe).isNotZero();
    assertThat(result.stdout()).as(result::describe).isEmpty();
    assertThat(result.stderr()).as(result::describe).contains("sampel");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aClassFileOfAnUnknownVersionEndsTheJvmWhereTheUserWantsThat(int version) throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(version))
            .agent("on-error=fail,rules=" + rules)
            .main(Programs.classPath(), FromTheFuture.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isEqualTo(1);
    assertThat(result.stdout()).as(result::describe).isEmpty();
    assertThat(said(result)).as(result::describe).hasSize(3);
    assertThat(said(result).get(1))
        .as(result::describe)
        .contains("FromTheFuture$Visitor keeps its original bytes");
    assertThat(said(result).get(2)).as(result::describe).contains("on-error=fail");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aTemporaryFolderThatNobodyCanWriteToIsNotNeeded(int version) throws Exception {
    // Not even root can make a file there.
    Result result = wordCount(version, "rules=" + rules, "-Djava.io.tmpdir=/proc");
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aClassFileOfAnUnknownVersionIsSaidOnceAndLeftAlone(int version) throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(version))
            .agent("rules=" + rules)
            .main(Programs.classPath(), FromTheFuture.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(FromTheFuture.OUTPUT);
    assertThat(result.stderr().lines().filter(line -> line.contains("FromTheFuture$Visitor")))
        .as(result::describe)
        .hasSize(1);
    assertNoWarning(result);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void worksWithoutATemporaryFolder(int version) throws Exception {
    Result result =
        wordCount(version, "rules=" + rules, "-Djava.io.tmpdir=" + folder.resolve("nowhere"));
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void worksUnderAnotherName(int version) throws Exception {
    Path renamed = Files.createDirectory(folder.resolve("with space")).resolve("apm-2.jar");
    Files.copy(FinishedJar.UNJAM.path(), renamed);
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options("-javaagent:" + renamed + "=rules=" + rules)
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);
    assertUnharmed(result);
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void comesInByTheEnvironment(int version) throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(version))
            .environment("JAVA_TOOL_OPTIONS", FinishedJar.UNJAM.agentOption(""))
            .environment("UNJAM_RULES", rules.toString())
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(WordCount.OUTPUT);
    assertThat(result.stderr()).as(result::describe).contains("Picked up JAVA_TOOL_OPTIONS");
    assertThat(said(result)).as(result::describe).hasSize(1);
  }

  private static Result wordCount(int version, String agentOptions, String... options)
      throws Exception {
    return JavaProcess.of(Jdk.require(version))
        .options(options)
        .agent(agentOptions)
        .main(Programs.classPath(), WordCount.class.getName(), List.of())
        .run(AT_MOST);
  }

  /**
   * The application did its work, and nobody but Unjam spoke on standard error: no warning of the
   * JVM's either.
   */
  private static void assertUnharmed(Result result) {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(WordCount.OUTPUT);
    assertNoWarning(result);
  }

  private static void assertNoWarning(Result result) {
    assertThat(result.stderr().lines().filter(line -> !line.startsWith("[unjam] ")))
        .as(result::describe)
        .allMatch(JVM_SAYS::contains);
  }

  private static List<String> said(Result result) {
    return result.stderr().lines().filter(line -> line.startsWith("[unjam] ")).toList();
  }

  private static void assertSaidOnce(Result result, String... words) {
    assertThat(result.stderr()).as(result::describe).contains(words);
    assertThat(result.stderr().lines().filter(line -> line.contains(words[0])))
        .as(result::describe)
        .hasSize(1);
    assertThat(result.stderr())
        .as(result::describe)
        .contains("nothing is applied, the application runs unchanged");
  }
}
