package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unjam.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator who attaches and detaches all day leaves the JVM as it was. */
class AttachDetachCyclesIT {

  /** Until everything that is loaded once, here and in the JDK, has been. */
  private static final int WARM = 60;

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** What one agent takes, which may or may not be there still: bytes, and classes. */
  private static final long ONE_AGENT = 1_000_000;

  private static final long ITS_CLASSES = 1_000;

  /** What the JDK itself keeps of each agent that it loads, whichever and for good. */
  private static final String OF_THE_JDK = "sun.instrument.";

  private static final String LOADER = "io.unjam.runtime.bridge.AgentClassLoader";

  @TempDir Path folder;

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({"17, 500", "25, 100"})
  void leakNoLoadersThreadsFilesOrHeap(int version, int cycles) throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "this system has no /proc/PID/fd");
    Path rules = Files.writeString(folder.resolve("shop.unjam.yaml"), ShopRules.ALL);
    String options =
        "attach log=off,watch=on,rules="
            + rules
            + ",record="
            + folder.resolve("run.unjam")
            + ",report="
            + folder.resolve("report.json");
    // What is only softly reachable goes at once and not when memory is short.
    try (RunningShop shop = RunningShop.open(version, "-XX:SoftRefLRUPolicyMSPerMB=0")) {
      Requests unjam = new Requests(shop.pid(), folder);
      Footprint before = null;
      for (int cycle = 0; cycle < cycles; cycle++) {
        if (cycle == WARM) {
          before = footprint(shop, version);
        }
        assertThat(unjam.send(options)).startsWith("ok");
        if (cycle % 10 == 9) {
          assertThat(unjam.send("status json")).startsWith("ok");
          assertThat(unjam.send("reload")).startsWith("ok");
        }
        assertThat(unjam.send("detach")).startsWith("ok");
      }
      Footprint after = footprint(shop, version);

      assertThat(after.threads()).isEqualTo(before.threads());
      assertThat(after.files()).isEqualTo(before.files());
      assertThat(after.loaders()).isZero();
      assertThat(after.loadedClasses()).isLessThan(before.loadedClasses() + ITS_CLASSES);
      assertThat(after.heap() - before.heap()).isLessThan(ONE_AGENT);
      assertThat(shop.order("write 100")).isEqualTo("101 entries of 101");
      assertThat(shop.end().exit()).isZero();
    }
  }

  /**
   * What a JVM holds.
   *
   * @param heap bytes that live objects take, but for those of {@link #OF_THE_JDK}
   */
  private record Footprint(
      String threads, List<String> files, long loaders, long loadedClasses, long heap) {}

  /** Once the JVM has collected what it will, for which it may take several collections. */
  private static Footprint footprint(RunningShop shop, int version) throws Exception {
    await().atMost(AT_MOST).until(() -> loaders(histogram(shop.pid(), version)) == 0);
    Map<String, long[]> live = histogram(shop.pid(), version);
    long heap = 0;
    for (Map.Entry<String, long[]> entry : live.entrySet()) {
      if (!entry.getKey().contains(OF_THE_JDK)) {
        heap += entry.getValue()[1];
      }
    }
    return new Footprint(
        shop.order("threads"),
        files(shop.pid()),
        loaders(live),
        live.get("java.lang.Class")[0],
        heap);
  }

  private static long loaders(Map<String, long[]> live) {
    long[] loaders = live.get(LOADER);
    return loaders == null ? 0 : loaders[0];
  }

  /** The regular files that a process has open, in order. */
  private static List<String> files(long pid) throws IOException {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path each : open) {
        try {
          Path file = Files.readSymbolicLink(each);
          if (file.isAbsolute() && !file.startsWith("/dev") && !file.startsWith("/proc")) {
            files.add(file.toString());
          }
        } catch (NoSuchFileException closed) {
          // Between the listing and the look: the listing's own.
        }
      }
    }
    files.sort(null);
    return files;
  }

  /** Instances and bytes by class, after a full collection. */
  private static Map<String, long[]> histogram(long pid, int version) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Jdk.require(version).home().resolve("bin/jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    Map<String, long[]> histogram = new HashMap<>();
    try (var lines = jcmd.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // "  12:   34   5678  java.lang.String (java.base@17)"
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length >= 4 && fields[0].matches("\\d+:")) {
          histogram.merge(
              fields[3],
              new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])},
              (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
        }
      }
    }
    assertThat(jcmd.waitFor()).isZero();
    return histogram;
  }
}
