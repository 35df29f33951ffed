package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How the shipped jar starts, and that no mistake in starting it keeps an application from running.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class StartIT {

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  private Path rules(String text) throws IOException {
    return Files.writeString(folder.resolve("rules.unjam.yaml"), text);
  }

  private static void assertRan(ChildJvm.Result result) {
    assertThat(result.out()).isEqualToIgnoringNewLines("hello");
    assertThat(result.status()).isZero();
  }

  @Test
  void saysOneLineAndDoesNothingWithoutARule() throws Exception {
    Path log = folder.resolve("classes.log");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules("version: 1\nrules: []\n"))
            .with("-Xlog:class+load:file=" + log + "::filecount=0")
            .with("-Xlog:redefine+class*=debug")
            .run(Hello.class);
    assertThat(result.lines()).hasSize(1);
    assertThat(result.lines().get(0)).startsWith("[unjam] ").contains("nothing to do");
    assertThat(result.out()).doesNotContain("redefin").contains("hello");
    String loaded = Files.readString(log);
    assertThat(loaded).contains("io.unjam.agent.boot.Agent ");
    assertThat(loaded)
        .doesNotContain("io.unjam.shaded.asm")
        .doesNotContain("bytebuddy")
        .doesNotContain("io.unjam.runtime.hook")
        .doesNotContain("io.unjam.runtime.variant")
        .doesNotContain("io.unjam.transformers.edit");
  }

  @Test
  void runsTheApplicationWhenTheRuleFileIsMissing() throws Exception {
    ChildJvm.Result result = jdk.jvm(folder).agent("rules=nowhere.yaml").run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(0)).contains("nowhere.yaml:1:1").contains("no such file");
    assertThat(result.lines().get(1)).contains("the application runs unchanged");
  }

  @Test
  void runsTheApplicationWhenTheRuleFileIsWrong() throws Exception {
    Path rules = rules("version: 1\nrules:\n  - name: a\n    att: { class: X }\n    time: {}\n");
    ChildJvm.Result result = jdk.jvm(folder).agent("rules=" + rules).run(Hello.class);
    assertRan(result);
    assertThat(result.err()).contains(rules + ":4:").contains("runs unchanged");
  }

  @Test
  void endsTheJvmBeforeMainWhenAnErrorIsToFail() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder).agent("rules=nowhere.yaml,on-error=fail").run(Hello.class);
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("no such file").contains("on-error=fail");
  }

  @Test
  void namesTheNearestOption() throws Exception {
    ChildJvm.Result result = jdk.jvm(folder).agent("rulez=a.yaml").run(Hello.class);
    assertRan(result);
    assertThat(result.err()).contains("did you mean 'rules'?");
  }

  @Test
  void saysNothingWhenSilenced() throws Exception {
    ChildJvm.Result result = jdk.jvm(folder).agent("rules=nowhere.yaml,log=off").run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).isEmpty();
  }

  @Test
  void takesOptionsFromTheEnvironment() throws Exception {
    Path rules = rules("version: 1\nrules: []\n");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .environment(Map.of("UNJAM_LOG", "debug", "UNJAM_RULES", rules.toString()))
            .agent("")
            .run(Hello.class);
    assertRan(result);
    assertThat(result.err()).contains("reading rules from " + rules);
  }

  @Test
  void staysOutWhereAnUnjamIsAlready() throws Exception {
    ChildJvm.Result result = jdk.jvm(folder).agent("").agent("").run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(1)).contains("stays out").contains("already runs Unjam");
  }

  @Test
  void worksRenamedAndFromAFolderWithASpace() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a folder, odd"));
    Path copy = Files.copy(ChildJvm.jar(), odd.resolve("renamed.jar"));
    ChildJvm.Result result = jdk.jvm(folder).with("-javaagent:" + copy).run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).hasSize(1);
  }

  @Test
  void leavesItselfOutWhereARuleNamesEverything() throws Exception {
    Path rules =
        rules(
            """
            version: 1
            rules:
              - name: everything
                at: { package: "**" }
                time: { sample: 1 }
            """);
    Path report = folder.resolve("report.txt");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules + ",watch=on,jmx=on,record=" + folder + ",report=" + report)
            .run(Hello.class);
    assertRan(result);
    assertThat(Files.readString(report)).doesNotContain("\nio.unjam.").contains("everything");
  }

  @Test
  void needsNoTemporaryFolder() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-Djava.io.tmpdir=" + folder.resolve("missing"))
            .agent("rules=" + rules("version: 1\nrules: []\n"))
            .run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).hasSize(1);
  }

  @Test
  void isSilentForTheJvmToWhenOnTheBootstrapPathFromTheStart() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder).with("-Xbootclasspath/a:" + ChildJvm.jar()).agent("").run(Hello.class);
    assertRan(result);
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void hasNoClassInTwoLoaders() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules("version: 1\nrules: []\n"))
            .with("-Xlog:class+load:stderr:none")
            .run(Hello.class);
    assertThat(
            result
                .err()
                .lines()
                .filter(line -> line.startsWith("io.unjam.") && !line.contains(".agent.it."))
                .map(line -> line.substring(0, line.indexOf(' '))))
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  @Test
  void bringsNoMachineryOfTheJdkThatTheApplicationMayNeverUse() throws Exception {
    Path log = folder.resolve("classes.log");
    Path rules =
        rules(
            """
            version: 1
            rules:
              - name: a
                at: { package: com.acme }
                time: { sample: 1 }
              - name: b
                at: { package: com.acme }
                map: { variant: sharded, shards: 4 }
              - name: c
                at: { package: com.acme }
                gc: strip
                assume: [explicit-gc-not-required]
            """);
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules)
            .with("-Xlog:class+load:file=" + log + "::filecount=0")
            .run(Hello.class);
    assertRan(result);
    assertThat(result.lines()).hasSize(1);
    assertThat(result.lines().get(0)).contains("self-test passed");
    assertThat(Files.readString(log))
        .contains("io.unjam.agent.boot.Rewriting ")
        .doesNotContain("sun.security.jca.Providers ")
        .doesNotContain("java.security.MessageDigest ")
        .doesNotContain("java.lang.runtime.ObjectMethods ")
        .doesNotContain("sun.nio.ch.FileChannelImpl ")
        .doesNotContain("io.unjam.agent.boot.LiveOutputs ")
        .doesNotContain("io.unjam.agent.boot.MetricsEndpoint ")
        .doesNotContain("io.unjam.agent.report.jfr.")
        .doesNotContain("io.unjam.agent.report.jmx.")
        .doesNotContain("io.unjam.shaded.prometheus.");
  }

  @Test
  void leavesLiveOutputsToAThreadOfTheirOwn() throws Exception {
    Path log = folder.resolve("classes.log");
    Path rules =
        rules(
            """
            version: 1
            rules:
              - name: everything
                at: { package: com.acme }
                time: { sample: 1 }
            """);
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("prometheus=0,jmx=on,jfr=on,spikes=log,rules=" + rules)
            .with("-Xlog:class+load:file=" + log + ":tid:filecount=0")
            .run(Hello.class);
    assertRan(result);
    List<String> lines = Files.readAllLines(log);
    String starting =
        lines.stream()
            .filter(line -> line.contains("] io.unjam.agent.boot.LiveOutputs "))
            .map(line -> line.substring(0, line.indexOf(']') + 1))
            .findFirst()
            .orElseThrow();
    assertThat(lines)
        .filteredOn(line -> line.startsWith(starting))
        .noneMatch(line -> line.contains(" io.unjam.shaded.prometheus."))
        .noneMatch(line -> line.contains(" io.unjam.agent.report.jfr."))
        .noneMatch(line -> line.contains(" io.unjam.agent.report.jmx."))
        .noneMatch(line -> line.contains(" jdk.jfr."))
        .noneMatch(line -> line.contains(" javax.management."))
        .noneMatch(line -> line.contains(" java.net.ServerSocket "));
  }
}
