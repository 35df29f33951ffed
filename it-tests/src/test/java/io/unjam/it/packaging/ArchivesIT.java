package io.unjam.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page {@code docs/archives.md}, followed word for word. */
class ArchivesIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path app;
  private Path rules;
  private Path report;
  private Path loaded;

  @BeforeEach
  void writeApplication() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), Programs.RULES);
    report = folder.resolve("report.json");
    loaded = folder.resolve("loaded.txt");
    app = folder.resolve("app.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Archived.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(app), manifest)) {
      for (Class<?> type : new Class<?>[] {Archived.class, WordCount.class}) {
        String file = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(file));
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
          in.transferTo(out);
        }
      }
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anArchiveOfTheApplicationIsKept(int version) throws Exception {
    Path archive = folder.resolve("app.jsa");
    Result made =
        asUsersHaveIt(version)
            .options("-XX:ArchiveClassesAtExit=" + archive, onBootPath())
            .options("--add-modules", "java.instrument")
            .jar(app)
            .run(AT_MOST);
    assertThat(made.exit()).as(made::describe).isZero();
    assertThat(archive).isNotEmptyFile();

    assertKept(
        asUsersHaveIt(version)
            .options("-XX:SharedArchiveFile=" + archive, onBootPath(), log())
            .agent("rules=" + rules + ",report=" + report)
            .jar(app)
            .run(AT_MOST));
  }

  @Test
  void aCacheAheadOfTimeIsMadeAndKept() throws Exception {
    Path cache = folder.resolve("app.aot");
    Result made =
        asUsersHaveIt(25)
            .options("-XX:AOTCacheOutput=" + cache, onBootPath())
            .agent("rules=" + rules)
            .jar(app)
            .run(AT_MOST);
    assertThat(made.exit()).as(made::describe).isZero();
    assertThat(cache).isNotEmptyFile();

    assertKept(
        asUsersHaveIt(25)
            .options("-XX:AOTCache=" + cache, onBootPath(), log())
            .agent("rules=" + rules + ",report=" + report)
            .jar(app)
            .run(AT_MOST));
  }

  /** What is archived depends on the collector. */
  private static JavaProcess.Builder asUsersHaveIt(int version) {
    return JavaProcess.of(Jdk.require(version)).options(JavaProcess.AS_USERS_HAVE_IT);
  }

  private static String onBootPath() {
    return "-Xbootclasspath/a:" + FinishedJar.UNJAM.path();
  }

  private String log() {
    return "-Xlog:class+load:file=" + loaded;
  }

  /** What no rule is about comes out of the archive, and the rules apply to the rest. */
  private void assertKept(Result result) throws IOException {
    assertThat(result.exit()).as(result::describe).isZero();
    // On 25 the JVM has something to say of its own before, as the page says.
    assertThat(result.stdout()).as(result::describe).endsWith(WordCount.OUTPUT);
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "bootstrap classpath has been appended");
    assertThat(AgentReport.read(report).applied()).isEqualTo(Programs.SITES);
    assertThat(Files.readAllLines(loaded))
        .anyMatch(
            line ->
                line.contains(Archived.class.getName() + " ")
                    && line.contains("source: shared objects file"));
  }
}
