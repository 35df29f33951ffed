package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.unjam.it.jvm.FinishedJar;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVMs of a machine, seen without waking those that have nothing to do with Unjam. */
class ListIT {

  /** As the JVM names the thread that an attach wakes, cut to what Linux keeps of a name. */
  private static final String LISTENER = "Attach Listener";

  @TempDir Path folder;

  @BeforeEach
  void needsProc() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "this system has no /proc");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aJvmWithoutUnjamIsNotWoken(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());

      assertThat(listed(unjam, shop)).isEqualTo("none");
      assertThat(unjam.refused("status", pid)).contains("does not run Unjam");
      assertThat(unjam.refused("off", pid)).contains("does not run Unjam");
      assertThat(unjam.refused("detach", pid)).contains("does not run Unjam");
      assertThat(unjam.refused("top", "--once", pid)).contains("does not run Unjam");
      assertThat(isAwake(shop)).as("a thread waits for whoever attaches").isFalse();

      assertThat(listed(unjam, shop, "--ask")).isEqualTo("none");
      assertThat(isAwake(shop)).isTrue();
      assertThat(shop.order("write 1")).isEqualTo("2 entries of 2");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void unjamIsFoundUnderAnotherNameAndWhereItsFileIsGone(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    Path copy = Files.copy(FinishedJar.UNJAM.path(), folder.resolve("agent-1"));
    try (RunningShop shop = RunningShop.open(version, "-javaagent:" + copy)) {
      Files.delete(copy);

      assertThat(listed(unjam, shop)).startsWith("Unjam ");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void unjamIsListedFromAttachToDetach(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    Path rules = Files.writeString(folder.resolve("shop.unjam.yaml"), ShopRules.ALL);
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      unjam.done("attach", pid, "rules=" + rules);
      assertThat(listed(unjam, shop)).startsWith("Unjam ");
      unjam.done("detach", pid);
      assertThat(listed(unjam, shop)).isEqualTo("none");
      assertThat(unjam.refused("status", pid)).contains("does not run Unjam");
    }
  }

  /** What the list says of one JVM. */
  private static String listed(CommandLine unjam, RunningShop shop, String... more)
      throws Exception {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "list";
    arguments[1] = "--json";
    System.arraycopy(more, 0, arguments, 2, more.length);
    for (JsonElement each : unjam.json(arguments).getAsJsonArray()) {
      JsonObject jvm = each.getAsJsonObject();
      if (jvm.get("pid").getAsLong() == shop.pid()) {
        assertThat(jvm.has("problem")).as(jvm.toString()).isFalse();
        return jvm.has("unjam") ? "Unjam " + jvm.get("unjam").getAsString() : "none";
      }
    }
    throw new AssertionError("the list lacks process " + shop.pid());
  }

  private static boolean isAwake(RunningShop shop) throws IOException {
    Path tasks = Path.of("/proc/" + shop.pid() + "/task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
      for (Path task : all) {
        try {
          if (Files.readString(task.resolve("comm")).strip().equals(LISTENER)) {
            return true;
          }
        } catch (NoSuchFileException ended) {
          // A thread that ended between the listing and the look.
        }
      }
    }
    return false;
  }
}
