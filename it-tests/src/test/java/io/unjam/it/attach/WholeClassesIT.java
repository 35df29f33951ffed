package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reload changes a class as a whole: no call sees one rule of the new file and not the other. */
class WholeClassesIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final int ROUNDS = 20;

  private static final String LEFT =
      """
        - name: left
          at: { class: io.unjam.it.programs.Pair, field: left }
          map: { variant: sharded, shards: 2 }
      """;

  private static final String RIGHT =
      """
        - name: right
          at: { class: io.unjam.it.programs.Pair, field: right }
          map: { variant: sharded, shards: 2 }
      """;

  /** Something else to say, so that the file has a rule when it has none for the pair. */
  private static final String NEITHER = ShopRules.COLLECTIONS;

  @TempDir Path folder;

  /** How many pairs there were: of the JDK's maps, of ours, of one each. */
  private record Count(long own, long other, long mixed) {
    static Count of(RunningShop pairs) throws Exception {
      long[] counts =
          Arrays.stream(pairs.order("count").split(" ", -1)).mapToLong(Long::parseLong).toArray();
      return new Count(counts[0], counts[1], counts[2]);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void noCallSeesHalfOfAReload(int version) throws Exception {
    Path rules = Files.writeString(folder.resolve("pair.unjam.yaml"), ShopRules.HEAD + NEITHER);
    try (RunningShop pairs = RunningShop.open(Jdk.require(version), Pair.class)) {
      Requests unjam = new Requests(pairs.pid(), folder);
      assertThat(unjam.send("attach log=off,rules=" + rules)).startsWith("ok");
      for (int round = 0; round < ROUNDS; round++) {
        Count before = Count.of(pairs);
        Files.writeString(rules, ShopRules.HEAD + LEFT + RIGHT);
        assertThat(unjam.send("reload")).startsWith("ok").contains("\"classes\": 1");
        await().atMost(AT_MOST).until(() -> Count.of(pairs).other() > before.other());
        assertThat(unjam.send("off")).startsWith("ok");
        assertThat(unjam.send("on")).startsWith("ok");
        Count between = Count.of(pairs);
        Files.writeString(rules, ShopRules.HEAD + NEITHER);
        assertThat(unjam.send("reload")).startsWith("ok").contains("\"classes\": 1");
        await().atMost(AT_MOST).until(() -> Count.of(pairs).own() > between.own());
      }
      assertThat(Count.of(pairs).mixed()).isZero();

      // That it would be seen.
      Files.writeString(rules, ShopRules.HEAD + LEFT);
      assertThat(unjam.send("reload")).startsWith("ok");
      await().atMost(AT_MOST).until(() -> Count.of(pairs).mixed() > 0);
      assertThat(pairs.end().exit()).isZero();
    }
  }
}
