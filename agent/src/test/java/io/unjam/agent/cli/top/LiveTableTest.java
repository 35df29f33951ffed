package io.unjam.agent.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person and a script see of an agent's answer. */
class LiveTableTest {

  private static final String ANSWER =
      """
      {"version": "1", "state": "on", "rules": "a.yaml", "span_ns": 9e9, "recent_ns": 2000000000,
       "cap_reached": false, "sites": [
        {"key": "a", "name": "Map.put in com.acme.A.put:7", "measure": "write", "operations": 90,
         "recent": {"operations": 4000, "sampled": 40, "time_ns": 1000000000, "p50_ns": 310,
                    "p99_ns": 12000, "max_ns": 1250000},
         "recent_spikes": [2, 1, 0],
         "recent_keys": {"writes": 3, "keys": [{"id": "00ff", "at_least": 3, "at_most": 3}]},
         "scaling": {"serial_share": 0.25, "per_pair": 0, "off": 0.04},
         "rules": [{"verdict": "refused", "action": "map", "variant": "hot-key"},
                   {"verdict": "applied", "action": "map", "variant": "sharded"}]},
        {"key": "b", "name": "ReentrantLock.lock in com.acme.B.run:9", "measure": "wait",
         "operations": 5, "recent": {"operations": 0, "sampled": 0, "time_ns": 0, "p50_ns": 0,
                                     "p99_ns": 0, "max_ns": 0},
         "recent_spikes": [0, 0, 0], "rules": []},
        {"key": "b", "name": "ReentrantLock.lock in com.acme.B.run:9", "measure": "hold",
         "operations": 5, "recent": {"operations": 1, "sampled": 1, "time_ns": 3000000000,
                                     "p50_ns": 3, "p99_ns": 3, "max_ns": 3},
         "recent_spikes": [0, 0, 0], "rules": []}]}
      """;

  private static List<String> lines(SortKey sort, int limit, int width, int height) {
    return new LiveTable(sort, limit, false).lines(LiveView.of(ANSWER), "process 7", width, height);
  }

  @Test
  void showsRatesAndSharesOfTheIntervalAndTheRuleThatIsInForce() {
    assertThat(lines(SortKey.WAIT, 9, 0, 0).get(2))
        .contains("2.00k/s", "310 ns", "12.0 µs", "1.25 ms", "50.0%", " 3  map: sharded ")
        .endsWith("Map.put in com.acme.A.put:7");
  }

  @Test
  void showsALockOnceWithItsWaitAndItsHold() {
    assertThat(lines(SortKey.WAIT, 9, 0, 0)).hasSize(4);
    assertThat(lines(SortKey.HELD, 9, 0, 0).get(2)).contains("150.0%", "ReentrantLock.lock", " - ");
  }

  @Test
  void sortsAndLimits() {
    assertThat(lines(SortKey.SITE, 1, 0, 0)).hasSize(3).last().asString().contains("Map.put");
    assertThat(lines(SortKey.HELD, 1, 0, 0)).hasSize(3).last().asString().contains("lock");
  }

  @Test
  void fitsTheTerminalAndKeepsTheEndOfALongName() {
    assertThat(lines(SortKey.WAIT, 9, 68, 3))
        .hasSize(3)
        .allMatch(line -> line.length() <= 68)
        .last()
        .asString()
        .contains("…")
        .endsWith("A.put:7");
    assertThat(lines(SortKey.WAIT, 9, 10, 0)).allMatch(line -> line.length() <= 10);
  }

  @Test
  void leavesRoomForNamesOnANarrowTerminal() {
    assertThat(lines(SortKey.WAIT, 9, 120, 0).get(1)).contains("P50", "HELD", "RULE");
    List<String> narrow = lines(SortKey.WAIT, 9, 80, 0);
    assertThat(narrow.get(1)).contains("RATE", "P99", "WAIT", "SPIKES").doesNotContain("RULE");
    assertThat(narrow.get(2)).contains("2.00k/s", " 3 ").endsWith("Map.put in com.acme.A.put:7");
  }

  @Test
  void saysBelowASiteItsSpikesWhichKeysItWasAndHowFarItScales() {
    List<String> lines = detailed(0);
    assertThat(lines.get(3)).isEqualTo("    spikes: 2 of level 1, 1 of level 2, 0 of level 3");
    assertThat(lines.get(4)).isEqualTo("    keys: of 3 slow writes at least 100 % to 00ff");
    assertThat(lines.get(5))
        .startsWith("    scaling: serial 25.0 %, 1.6x on 2, 2.3x on 4,")
        .endsWith(" 4 % off on average");
    // Nothing is known of the lock.
    assertThat(lines).hasSize(2 + 4 + 1);
  }

  @Test
  void saysWhyThereIsNoPredictionWhereSomethingHappened() {
    JsonObject answer = JsonParser.parseString(ANSWER).getAsJsonObject();
    JsonArray sites = answer.getAsJsonArray("sites");
    JsonObject silent = new JsonObject();
    silent.addProperty("silence", "too few intervals");
    sites.get(0).getAsJsonObject().add("scaling", silent);
    JsonObject idle = sites.get(1).getAsJsonObject().deepCopy();
    idle.addProperty("key", "idle");
    idle.add("scaling", silent);
    sites.add(idle);
    assertThat(
            new LiveTable(SortKey.WAIT, 9, true).lines(LiveView.of(answer.toString()), "p", 0, 0))
        .containsOnlyOnce("    scaling: no prediction: too few intervals");
  }

  @Test
  void foldsWhatItSaysAndSaysRulesThatHaveNoColumn() {
    List<String> lines = detailed(60);
    assertThat(lines).allMatch(line -> line.length() <= 60);
    assertThat(lines.get(3)).isEqualTo("    rules: map: sharded");
    assertThat(lines.get(6)).startsWith("    scaling: serial 25.0 %,");
    assertThat(lines.get(7)).startsWith("      ").endsWith(" off on average");
  }

  private static List<String> detailed(int width) {
    return new LiveTable(SortKey.WAIT, 9, true).lines(LiveView.of(ANSWER), "process 7", width, 0);
  }

  @Test
  void countsTheSitesWhereNothingHappenedBeyondAScreenful() {
    JsonObject answer = JsonParser.parseString(ANSWER).getAsJsonObject();
    JsonArray sites = answer.getAsJsonArray("sites");
    for (int i = 0; i < 30; i++) {
      JsonObject idle = sites.get(1).getAsJsonObject().deepCopy();
      idle.addProperty("key", "idle" + i);
      idle.addProperty("name", "Lock.lock in com.acme.Idle.run:" + i);
      sites.add(idle);
    }
    LiveView view = LiveView.of(answer.toString());
    List<String> lines = new LiveTable(SortKey.WAIT, 99, false).lines(view, "process 7", 0, 0);
    // A headline and the columns' names; two busy sites and eighteen idle ones.
    assertThat(lines).hasSize(2 + 20 + 1).last().isEqualTo("and 12 sites without an operation");
    assertThat(lines).anyMatch(line -> line.contains("ReentrantLock"));
    assertThat(new LiveTable(SortKey.WAIT, 99, false).json(view, 7).getAsJsonArray("sites"))
        .hasSize(32);
  }

  @Test
  void saysSoWhereNothingIsTimed() {
    String nothing =
        """
        {"version": "1", "state": "on", "rules": "a.yaml", "recent_ns": 0, "cap_reached": false,
         "sites": []}
        """;
    assertThat(new LiveTable(SortKey.WAIT, 9, false).lines(LiveView.of(nothing), "process 7", 0, 0))
        .last()
        .asString()
        .contains("nothing was recorded yet");
  }

  @Test
  void givesAScriptNoDurationThatNobodyTimed() {
    JsonObject json = new LiveTable(SortKey.WAIT, 9, false).json(LiveView.of(ANSWER), 7);
    JsonObject lock = json.getAsJsonArray("sites").get(1).getAsJsonObject();
    assertThat(lock.has("p50_ns")).isFalse();
    assertThat(lock.get("held_share").getAsDouble()).isEqualTo(1.5);
  }

  @Test
  void handsHotKeysAndTheSerialShareToAScriptWhereThereAreAny() {
    JsonArray sites =
        new LiveTable(SortKey.WAIT, 9, false).json(LiveView.of(ANSWER), 7).getAsJsonArray("sites");
    JsonObject map = sites.get(0).getAsJsonObject();
    JsonObject keys = map.getAsJsonObject("hot_keys");
    assertThat(keys.get("writes").getAsLong()).isEqualTo(3);
    assertThat(keys.getAsJsonArray("keys").get(0).getAsJsonObject().get("id").getAsString())
        .isEqualTo("00ff");
    assertThat(map.getAsJsonObject("scaling").get("serial_share").getAsDouble()).isEqualTo(0.25);
    JsonObject lock = sites.get(1).getAsJsonObject();
    assertThat(lock.has("hot_keys")).isFalse();
    assertThat(lock.has("scaling")).isFalse();
  }
}
