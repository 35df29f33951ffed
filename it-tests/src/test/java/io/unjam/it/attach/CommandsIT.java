package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.programs.Shop;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands to a running JVM, as an operator types them. */
class CommandsIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("shop.unjam.yaml"), ShopRules.ALL);
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void statusTellsWhatIsInForceAndWhatTakesARestart(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      assertThat(listed(unjam, shop)).doesNotContainKey("unjam");

      assertThat(unjam.done("attach", pid, "rules=" + rules))
          .contains("8 applied, 0 refused, 0 not applicable")
          .contains("Shop.<clinit>:", ": loaded before: takes effect at restart")
          .contains("Shop.shelf:", ": loaded before: objects made before stay as they are");
      shop.order("write 200");
      JsonObject status = unjam.json("status", pid, "--json").getAsJsonObject();

      assertThat(status.get("state").getAsString()).isEqualTo("on");
      assertThat(status.getAsJsonObject("report").getAsJsonArray("latency"))
          .anySatisfy(
              site ->
                  assertThat(site.getAsJsonObject().get("operations").getAsLong()).isEqualTo(200));
      assertThat(effects(status)).contains("loaded before: takes effect at restart");
      assertThat(listed(unjam, shop)).containsKey("unjam");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aClassThatLoadsAfterwardsNeedsNoRestart(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      Files.writeString(rules, ShopRules.HEAD + ShopRules.MAPS);
      String pid = Long.toString(shop.pid());
      unjam.done("attach", pid, "rules=" + rules);
      shop.order("load");

      JsonObject status = unjam.json("status", pid, "--json").getAsJsonObject();

      assertThat(StreamSupport.stream(status.getAsJsonArray("late").spliterator(), false))
          .isNotEmpty()
          .noneMatch(it -> className(it).endsWith("LateComer"));
      assertThat(
              StreamSupport.stream(
                  status.getAsJsonObject("report").getAsJsonArray("decisions").spliterator(),
                  false))
          .anyMatch(it -> className(it).endsWith("LateComer"));
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void offLetsEveryEditActAsTheOriginalUntilOn(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      unjam.done("attach", pid, "rules=" + rules);
      assertThat(shop.order("collect")).isEqualTo("not collected");

      unjam.done("off", pid);

      assertThat(shop.order("collect")).isEqualTo("collected");
      assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");
      assertThat(shop.order("lock")).isEqualTo("ReentrantLock");
      assertThat(shop.order("load")).isEqualTo("ConcurrentHashMap says hello");
      shop.order("write 100");
      JsonObject status = unjam.json("status", pid, "--json").getAsJsonObject();
      assertThat(status.get("state").getAsString()).isEqualTo("off");
      assertThat(status.getAsJsonObject("report").getAsJsonArray("latency"))
          .noneMatch(
              site ->
                  site.getAsJsonObject().get("class").getAsString().equals(Shop.class.getName())
                      && site.getAsJsonObject().get("operations").getAsLong() >= 100);

      unjam.done("on", pid);

      assertThat(shop.order("collect")).isEqualTo("not collected");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertThat(shop.order("lock")).isEqualTo("BargingReentrantLock");
      // Loaded while the edits were off.
      assertThat(shop.order("load")).isEqualTo("ShardedConcurrentHashMap says hello");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void reloadAppliesTheDifferenceAndLeavesTheRestAlone(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      shop.order("load");
      Files.writeString(rules, ShopRules.HEAD + ShopRules.COLLECTIONS + ShopRules.LATE_WRITES);
      unjam.done("attach", pid, "rules=" + rules);
      assertThat(shop.order("collect")).isEqualTo("not collected");

      assertThat(changed(unjam, pid)).as("nothing is different").isZero();
      // Another name, other lines, another order of rules that meet in no class.
      Files.writeString(
          rules,
          "# moved\n"
              + ShopRules.HEAD
              + ShopRules.LATE_WRITES.replace("late writes", "renamed")
              + ShopRules.COLLECTIONS);
      assertThat(changed(unjam, pid)).as("nothing but words is different").isZero();
      assertThat(unjam.done("status", pid)).contains("rule 'renamed' (" + rules + ":4:5)");

      Files.writeString(rules, ShopRules.HEAD + ShopRules.LATE_WRITES);
      assertThat(changed(unjam, pid)).as("one rule is gone").isOne();
      assertThat(shop.order("collect")).isEqualTo("collected");

      Files.writeString(rules, ShopRules.HEAD + ShopRules.LATE_WRITES + ShopRules.MAPS);
      assertThat(changed(unjam, pid)).as("a rule for both classes is new").isEqualTo(2);
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertThat(shop.order("load")).isEqualTo("ShardedConcurrentHashMap says hello");
      assertThat(unjam.done("status", pid)).contains("5 applied").doesNotContain("matched no");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void reloadOfAFileWithAnErrorChangesNothing(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      unjam.done("attach", pid, "rules=" + rules);
      Files.writeString(rules, ShopRules.ALL.replace("shards: 4", "shards: many"));

      assertThat(unjam.refused("reload", pid))
          .contains(rules + ":13:", "many", "nothing is changed, the rules in force stay in force");

      assertThat(shop.order("collect")).isEqualTo("not collected");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      Files.delete(rules);
      assertThat(unjam.refused("reload", pid)).contains("no such file");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aWatchedFileIsTakenOverWhenItChanges(int version) throws Exception {
    Files.writeString(rules, ShopRules.HEAD + ShopRules.COLLECTIONS);
    try (RunningShop shop =
        RunningShop.open(version, FinishedJar.UNJAM.agentOption("watch=true,rules=" + rules))) {
      assertThat(shop.order("collect")).isEqualTo("not collected");
      assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");

      replace(ShopRules.HEAD + ShopRules.MAPS);
      await().atMost(SOON).until(() -> shop.order("shelf").equals("ShardedConcurrentHashMap [a]"));
      assertThat(shop.order("collect")).isEqualTo("collected");

      replace("garbage: [");
      assertThat(shop.said(4).get(2)).contains(rules.toString());
      assertThat(shop.said(4).get(3)).contains("nothing is changed");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");

      replace(ShopRules.HEAD + ShopRules.COLLECTIONS);
      await().atMost(SOON).until(() -> shop.order("collect").equals("not collected"));
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void aFileThatOthersCanWriteIsNotWatched(String permissions) throws Exception {
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString(permissions));
    try (RunningShop shop =
        RunningShop.open(17, FinishedJar.UNJAM.agentOption("watch=on,rules=" + rules))) {
      assertThat(shop.said(2).get(1)).contains("not watched: others can write " + rules);
      assertThat(shop.order("collect")).isEqualTo("not collected");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
  void aFileThatOthersCanReplaceIsNotWatched(String permissions) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    try (RunningShop shop =
        RunningShop.open(17, FinishedJar.UNJAM.agentOption("watch=on,rules=" + rules))) {
      assertThat(shop.said(2).get(1)).contains("not watched: others can write " + folder);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void detachGivesEveryClassItsBytesBack(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      List<String> original = witness(shop, "before");
      unjam.done("attach", pid, "rules=" + rules);
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      // Behind our transformer this one sees what the JVM is given.
      List<String> edited = witness(shop, "behind");
      assertThat(edited).hasSize(1).doesNotContainAnyElementsOf(original);

      JsonObject left = unjam.json("detach", pid, "--json").getAsJsonObject();

      List<String> seen = Files.readAllLines(folder.resolve("behind"));
      assertThat(seen.get(seen.size() - 1)).isEqualTo(original.get(0));
      assertThat(left.get("classes").getAsInt()).isOne();
      assertThat(left.getAsJsonArray("failed")).isEmpty();
      assertThat(left.getAsJsonArray("patched").toString()).contains("KeySetView");
      assertThat(shop.order("collect")).isEqualTo("collected");
      assertThat(shop.order("lock")).isEqualTo("ReentrantLock");
      // A map that was handed out lives on, and its key set with it.
      assertThat(shop.order("old shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");
      assertThat(unjam.refused("status", pid)).contains("does not run Unjam");

      unjam.done("attach", pid, "rules=" + rules);
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void detachTakesOffWhatCameWithTheStart(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    Path report = folder.resolve("report.json");
    Path recording = folder.resolve("run.unjam");
    String options = "watch=on,rules=" + rules + ",report=" + report + ",record=" + recording;
    try (RunningShop shop = RunningShop.open(version, FinishedJar.UNJAM.agentOption(options))) {
      shop.order("write 50");
      assertThat(shop.order("stock")).isEqualTo("ShardedConcurrentHashMap of 51");

      unjam.done("detach", Long.toString(shop.pid()));

      assertThat(shop.order("collect")).isEqualTo("collected");
      assertThat(shop.order("stock")).isEqualTo("ShardedConcurrentHashMap of 51");
      assertThat(shop.order("write 50")).isEqualTo("101 entries of 101");
      assertThat(shop.order("threads")).doesNotContain("unjam");
      assertThat(Files.readString(report)).contains("\"operations\": 51,");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void attachGivesRulesToAnUnjamThatHasNone(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version, FinishedJar.UNJAM.agentOption(""))) {
      String pid = Long.toString(shop.pid());
      assertThat(unjam.done("status", pid)).contains("idle: no rule file given");
      assertThat(unjam.refused("off", pid)).contains("nothing is in force");

      unjam.done("attach", pid, "rules=" + rules);

      assertThat(shop.order("collect")).isEqualTo("not collected");
      assertThat(unjam.refused("attach", pid, "rules=" + rules)).contains("already runs Unjam");
      assertUnharmed(shop);
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void attachLeavesTheJvmAloneWhereOptionsOrRulesAreWrong(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      assertThat(unjam.refused("attach", pid, "rulez=" + rules)).contains("did you mean 'rules'?");
      assertThat(unjam.refused("attach", pid, "rules=nowhere.yaml")).contains("no such file");

      assertThat(shop.stderr()).isEmpty();
      assertThat(unjam.refused("status", pid)).contains("does not run Unjam");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void noPortIsOpened(int version) throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "this system has no /proc/net/tcp");
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      unjam.done("attach", pid, "watch=on,jmx=on,jfr=on,rules=" + rules);
      unjam.done("status", pid);
      unjam.done("top", "--once", "--interval", "1", pid);
      unjam.done("reload", pid);
      assertThat(portsOf(shop)).isEmpty();

      // That one would be seen.
      unjam.done("detach", pid);
      unjam.done("attach", pid, "prometheus=0,rules=" + rules);
      await().atMost(SOON).until(() -> portsOf(shop).size() == 1);
    }
  }

  /** The sockets on which a process listens for connections from elsewhere. */
  private static List<String> portsOf(RunningShop shop) throws IOException {
    Set<String> listening = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path sockets = Path.of("/proc/" + shop.pid() + "/net/" + table);
      if (Files.exists(sockets)) {
        for (String line : Files.readAllLines(sockets)) {
          // "0: 0100007F:A3B1 00000000:0000 0A ... INODE ...", 0A for listening.
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[3].equals("0A")) {
            listening.add("socket:[" + fields[9] + "]");
          }
        }
      }
    }
    List<String> own = new ArrayList<>();
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc/" + shop.pid() + "/fd"))) {
      for (Path each : open) {
        try {
          String file = Files.readSymbolicLink(each).toString();
          if (listening.contains(file)) {
            own.add(file);
          }
        } catch (NoSuchFileException closed) {
          // Between the listing and the look.
        }
      }
    }
    return own;
  }

  private static JsonObject asObject(JsonElement element) {
    return element.getAsJsonObject();
  }

  private static String className(JsonElement element) {
    return asObject(element).get("class").getAsString();
  }

  private static List<String> effects(JsonObject status) {
    return StreamSupport.stream(status.getAsJsonArray("late").spliterator(), false)
        .map(it -> asObject(it).get("effect").getAsString())
        .toList();
  }

  private static Map<String, JsonElement> listed(CommandLine unjam, RunningShop shop)
      throws Exception {
    JsonArray all = unjam.json("list", "--json").getAsJsonArray();
    return StreamSupport.stream(all.spliterator(), false)
        .map(CommandsIT::asObject)
        .filter(it -> it.get("pid").getAsLong() == shop.pid())
        .findFirst()
        .orElseThrow()
        .asMap();
  }

  private static int changed(CommandLine unjam, String pid) throws Exception {
    return asObject(unjam.json("reload", pid, "--json")).get("classes").getAsInt();
  }

  /** In one step, as editors and configuration management do. */
  private void replace(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(next, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What another agent sees of the shop's class that comes now. */
  private List<String> witness(RunningShop shop, String file) throws Exception {
    Path seen = folder.resolve(file);
    VirtualMachine machine = VirtualMachine.attach(Long.toString(shop.pid()));
    try {
      machine.loadAgent(Witness.jar(folder).toString(), seen + " " + Shop.class.getName());
    } finally {
      machine.detach();
    }
    return Files.readAllLines(seen);
  }

  private static void assertUnharmed(RunningShop shop) throws Exception {
    Result result = shop.end();
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).contains("close: all there");
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError", "Exception");
  }
}
