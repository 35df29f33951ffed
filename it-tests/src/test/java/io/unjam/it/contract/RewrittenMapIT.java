package io.unjam.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the agent makes of an application's own {@code new ConcurrentHashMap} keeps the contract.
 */
class RewrittenMapIT {

  private static final String OURS = "io.unjam.runtime.variant.ShardedConcurrentHashMap";
  private static final String HOT_KEY = "io.unjam.runtime.variant.HotKeyConcurrentHashMap";
  private static final String PLAIN = "java.util.concurrent.ConcurrentHashMap";
  private static final String MAPS = "class: io.unjam.it.contract.RewrittenMaps";
  private static final String CALLS = "package: io.unjam.contract";

  /** A new variant is a line here. */
  private static final List<Rewriting> REWRITINGS =
      List.of(
          new Rewriting(MAPS, "{ variant: sharded, shards: 1 }", OURS),
          new Rewriting(MAPS, "{ variant: sharded, shards: 8 }", OURS),
          new Rewriting(MAPS, "{ variant: hot-key }", HOT_KEY),
          new Rewriting(MAPS, "{ variant: presized, capacity: 1000 }", PLAIN),
          new Rewriting(CALLS, "{ variant: get-first, puts: true }", PLAIN));

  /** Where the runtime's own tests have all compilers at work on the same suites. */
  private static final int COMPILED_TO_THE_END = 17;

  private static final int STATEMENTS_AT_LEAST = 700;
  private static final Duration AT_MOST = Duration.ofMinutes(5);
  private static final Pattern RESULT =
      Pattern.compile("^RESULT (\\d+) (\\d+)$", Pattern.MULTILINE);

  @TempDir Path folder;

  /**
   * What a rule makes of the suites' maps, or of the calls that the suites make.
   *
   * @param at the rule's place, as a rule file has it
   * @param map its action
   * @param madeClass name of the class of the maps that come out
   */
  private record Rewriting(String at, String map, String madeClass) {}

  static Stream<Arguments> onEachJdk() {
    return REWRITINGS.stream()
        .flatMap(
            r -> Stream.of(17, 25).map(jdk -> Arguments.of(r.map(), r.at(), r.madeClass(), jdk)));
  }

  @ParameterizedTest(name = "{0} on {3}")
  @MethodSource("onEachJdk")
  void theRewrittenMapKeepsTheContract(String map, String at, String madeClass, int version)
      throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("suite.unjam.yaml"),
            """
            version: 1
            rules:
              - name: the suite's own maps
                at: { %s }
                map: %s
            """
                    .formatted(at, map)
                // A serializer that writes class names is on this module's class path.
                + (madeClass.equals(PLAIN) ? "" : "    assume: [class-identity-unused]\n"));
    theSuitePasses(RewrittenMapSuite.class, rules, version, List.of(madeClass));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void mapsWithoutTheirLockKeepTheContract(int version) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("locked.unjam.yaml"),
            """
            version: 1
            rules:
              - name: the suite's own maps
                at: { class: io.unjam.it.contract.RewrittenLockedMaps }
                map: concurrent
                assume: [map-monitor-unused, snapshots-unused, order-unused, class-identity-unused]
            """);
    theSuitePasses(
        RewrittenLockedMaps.class,
        rules,
        version,
        List.of(
            "io.unjam.runtime.variant.concurrent.ConcurrentHashtable",
            "io.unjam.runtime.variant.concurrent.ConcurrentNullableMap"));
  }

  private void theSuitePasses(Class<?> suite, Path rules, int version, List<String> madeClasses)
      throws Exception {
    Path report = folder.resolve("report.json");
    JavaProcess.Builder jvm = JavaProcess.of(Jdk.require(version));
    if (version != COMPILED_TO_THE_END) {
      jvm.options(JavaProcess.AS_USERS_HAVE_IT);
    }
    Result result =
        jvm.agent("rules=" + rules + ",report=" + report)
            .main(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of),
                suite.getName(),
                List.of())
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    for (String made : madeClasses) {
      assertThat(result.stdout()).as(result::describe).contains("CLASS " + made + "\n");
    }
    Matcher counts = RESULT.matcher(result.stdout());
    assertThat(counts.find()).as(result::describe).isTrue();
    assertThat(Integer.parseInt(counts.group(1))).isGreaterThan(STATEMENTS_AT_LEAST);
    assertThat(counts.group(2)).as(result::describe).isEqualTo("0");
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).isPositive();
    assertThat(decisions.failures()).isEmpty();
  }
}
