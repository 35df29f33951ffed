package io.unjam.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No litmus test has an outcome that it forbids. The pages of the runs are in the build folder. */
class LitmusIT {

  private static final Duration AT_MOST = Duration.ofMinutes(Effort.asked().of(8, 600));

  private static final String LITMUS = "(stress\\.litmus\\.|record\\.FlipLitmus)";

  private static final String BROKEN = "stress\\.broken\\.";

  /** The first in a line of the list. */
  private static final Pattern NAME = Pattern.compile("io\\.unjam\\.[a-zA-Z.]+");

  private static final Pattern LAST_RESULTS =
      Pattern.compile(
          "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void nothingForbiddenHappens(int jdk) throws Exception {
    // On 17 every test runs twice, with biased locking as well: each run takes half as long.
    CheckerJvm run = jcstress(jdk, "litmus", LITMUS, 1, jdk == 17 ? 50 : 100);
    Counts counts = Counts.last(run);
    assertThat(counts.failed()).as(run.output()).isZero();
    assertThat(counts.passed()).as(run.output()).isEqualTo(counts.planned());
    // jcstress leaves out without a word what has more actors than the machine has cores.
    assertThat(pages(run)).as(run.output()).hasSameSizeAs(known(LITMUS)).isNotEmpty();
    assertThat(run.exit()).as(run.output()).isZero();
  }

  /** Each of the broken ones, or else a run that finds nothing says nothing. */
  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void whatIsForbiddenIsFound(int jdk) throws Exception {
    CheckerJvm run = jcstress(jdk, "broken", BROKEN, 12, 300);
    assertThat(Counts.last(run).failed()).as(run.output()).isPositive();
    assertThat(run.exit()).as(run.output()).isNotZero();
    int summary = run.output().indexOf("Failed tests:");
    assertThat(summary).as(run.output()).isPositive();
    assertThat(known(BROKEN)).isNotEmpty();
    for (String line : known(BROKEN)) {
      Matcher name = NAME.matcher(line);
      assertThat(name.find()).as(line).isTrue();
      assertThat(run.output().substring(summary)).contains("[FAILED] " + name.group());
    }
  }

  /** The tests that the annotation processor has noted, one a line. */
  private static List<String> known(String tests) throws IOException {
    Pattern wanted = Pattern.compile(tests);
    try (InputStream list =
        LitmusIT.class.getClassLoader().getResourceAsStream("META-INF/TestList")) {
      return new String(Objects.requireNonNull(list).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> wanted.matcher(line).find())
          .toList();
    }
  }

  /** The pages that jcstress wrote, one a test. */
  private static List<Path> pages(CheckerJvm run) throws IOException {
    try (Stream<Path> files = Files.list(run.folder().resolve("results"))) {
      return files
          .filter(file -> file.toString().endsWith(".html") && !file.endsWith("index.html"))
          .toList();
    }
  }

  /**
   * Runs what a pattern selects.
   *
   * @param iterations of each, in the short mode
   * @param millis of each iteration, in the short mode; the JVM is a second in starting
   */
  private static CheckerJvm jcstress(
      int jdk, String folder, String tests, int iterations, int millis) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("-Xmx256m", "org.openjdk.jcstress.Main", "-t", tests, "-r", "results"));
    if (Effort.asked() == Effort.SHORT) {
      // One JVM per test instead of one per compiler and actor, and none with a compiler that
      // reorders by chance.
      command.addAll(List.of("-m", "quick", "-f", "1", "-fsm", "0", "-iters", "" + iterations));
      command.addAll(List.of("-time", "" + millis, "-sc", "false"));
      command.addAll(List.of("-jvmArgs", "-XX:+UseSerialGC"));
      // Else the default heap of the machine is touched page by page to see whether it can be.
      command.addAll(List.of("-pth", "false"));
    } else {
      command.addAll(List.of("-m", "default"));
    }
    return CheckerJvm.run(jdk, "jcstress-" + folder + "-" + jdk, AT_MOST, command);
  }

  /**
   * What jcstress said last about its progress.
   *
   * @param planned runs of tests
   * @param passed of them
   * @param failed of them, with a forbidden outcome or with an error
   */
  private record Counts(int planned, int passed, int failed) {

    static Counts last(CheckerJvm run) {
      Matcher results = LAST_RESULTS.matcher(run.output());
      Counts last = null;
      while (results.find()) {
        last =
            new Counts(
                number(results, 1),
                number(results, 2),
                number(results, 3) + number(results, 4) + number(results, 5));
      }
      assertThat(last).as("no results in:\n%s", run.output()).isNotNull();
      return last;
    }

    private static int number(Matcher results, int group) {
      return Integer.parseInt(results.group(group));
    }
  }
}
