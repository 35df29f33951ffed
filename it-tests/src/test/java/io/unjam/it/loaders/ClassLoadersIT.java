package io.unjam.it.loaders;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.apps.RealApplication;
import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.LocksItsFiles;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same program in every kind of class loader that applications bring: the rules apply where the
 * loader finds what edited classes link to, and where it doesn't the sites are refused. The program
 * prints what it always prints.
 */
class ClassLoadersIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

  @TempDir Path folder;
  private Path rules;
  private Path report;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), Programs.RULES);
    report = folder.resolve("report.json");
  }

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({"17, PARENT_LAST", "25, PARENT_LAST", "17, NO_PARENT", "25, NO_PARENT"})
  void appliesInALoaderOfTheApplications(int version, OwnLoader.Manner manner) throws Exception {
    assertApplied(
        agent(version)
            .main(Programs.classPath(), OwnLoader.class.getName(), List.of(manner.name()))
            .run(AT_MOST));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void waitsForNoFileThatALoaderHandsOutUnderALockOfAnotherThread(int version) throws Exception {
    Result result =
        agent(version)
            .main(Programs.classPath(), LocksItsFiles.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(LocksItsFiles.OUTPUT);
    assertThat(result.stderr())
        .as(result::describe)
        .contains("'locks its files'", "did not hand out")
        .doesNotContain("Error", "Exception");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void refusesWhatALoaderWouldHideAndSaysSoOnce(int version) throws Exception {
    Result result =
        agent(version)
            .main(Programs.classPath(), OwnLoader.class.getName(), List.of("SANDBOX"))
            .run(AT_MOST);
    assertRefused(result);
    assertThat(result.stderr()).as(result::describe).contains("'SANDBOX'");
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void appliesInAnOsgiBundleThatIsGivenTheRuntime(int version) throws Exception {
    assertApplied(osgi(version, "com.sun.*,io.unjam.runtime.*"));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void refusesInAnOsgiBundleThatIsNot(int version) throws Exception {
    assertRefused(osgi(version));
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void appliesInAFatJarOfSpringBoot(int version) throws Exception {
    assertApplied(agent(version).jar(fatJar()).run(AT_MOST));
  }

  private JavaProcess.Builder agent(int version) {
    return JavaProcess.of(Jdk.require(version)).agent("rules=" + rules + ",report=" + report);
  }

  private Result osgi(int version, String... delegated) throws Exception {
    Path felix = RealApplication.jarOf("org.apache.felix.framework.FrameworkFactory");
    return agent(version)
        .main(
            Stream.concat(Programs.classPath(), Stream.of(felix)),
            OsgiHost.class.getName(),
            Stream.concat(
                    Stream.of(folder.resolve("felix").toString(), bundle().toString()),
                    Stream.of(delegated))
                .toList())
        .run(AT_MOST);
  }

  private Path bundle() throws IOException {
    Manifest manifest = manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", "words");
    attributes.putValue("Bundle-Activator", WordCountBundle.class.getName());
    attributes.putValue("Import-Package", "org.osgi.framework");
    Path bundle = folder.resolve("words.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(bundle), manifest)) {
      add(out, WordCount.class);
      add(out, WordCountBundle.class);
    }
    return bundle;
  }

  /**
   * As Spring Boot's build plugin lays it out: the launcher, and what it launches in a jar in the
   * jar.
   */
  private Path fatJar() throws IOException {
    Manifest manifest = manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MAIN_CLASS, LAUNCHER);
    attributes.putValue("Start-Class", WordCount.class.getName());
    attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    Path fat = folder.resolve("fat.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fat), manifest)) {
      try (JarFile launcher = new JarFile(RealApplication.jarOf(LAUNCHER).toFile())) {
        for (Enumeration<JarEntry> all = launcher.entries(); all.hasMoreElements(); ) {
          JarEntry entry = all.nextElement();
          if (entry.getName().endsWith(".class")) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            try (InputStream in = launcher.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        }
      }
      out.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
      byte[] words = jarOfWordCount();
      ZipEntry nested = new ZipEntry("BOOT-INF/lib/words.jar");
      nested.setMethod(ZipEntry.STORED);
      nested.setSize(words.length);
      CRC32 sum = new CRC32();
      sum.update(words);
      nested.setCrc(sum.getValue());
      out.putNextEntry(nested);
      out.write(words);
    }
    return fat;
  }

  private static byte[] jarOfWordCount() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest())) {
      add(out, WordCount.class);
    }
    return bytes.toByteArray();
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  private static void add(JarOutputStream out, Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    out.putNextEntry(new ZipEntry(file));
    try (InputStream in = ClassLoadersIT.class.getClassLoader().getResourceAsStream(file)) {
      in.transferTo(out);
    }
  }

  private void assertApplied(Result result) throws IOException {
    assertUnharmed(result);
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).as(result::describe).isEqualTo(Programs.SITES);
    assertThat(decisions.failures()).isEmpty();
  }

  private void assertRefused(Result result) throws IOException {
    assertUnharmed(result);
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).as(result::describe).isZero();
    assertThat(decisions.refused()).as(result::describe).isEqualTo(Programs.SITES);
    assertThat(decisions.failures()).isEmpty();
    assertThat(result.stderr().lines().filter(line -> line.contains("does not find")))
        .as(result::describe)
        .hasSize(1);
  }

  private static void assertUnharmed(Result result) {
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).isEqualTo(WordCount.OUTPUT);
    assertThat(result.stderr())
        .as(result::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError", "Exception");
  }
}
