package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The exact contents of the shipped jar. */
class JarContentsIT {

  private static final Path JAR = ChildJvm.jar();

  private static List<String> names() throws IOException {
    try (ZipFile zip = new ZipFile(JAR.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void holdsNothingButWhatHasAPlaceInIt() throws IOException {
    assertThat(names())
        .contains(
            "io/unjam/agent/Unjam.class",
            "io/unjam/runtime/bridge/AgentClassLoader.class",
            "unjam/io/unjam/agent/boot/Agent.classdata",
            "unjam/io/unjam/shaded/asm/ClassReader.classdata",
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/licenses/asm.txt",
            "META-INF/licenses/hdrhistogram.txt",
            "unjam/io/unjam/shaded/hdrhistogram/Histogram.classdata",
            "unjam/io/unjam/shaded/prometheus/expositionformats/PrometheusTextFormatWriter.classdata")
        .doesNotHaveDuplicates()
        .allMatch(
            name ->
                name.equals("META-INF/MANIFEST.MF")
                    || name.equals("META-INF/LICENSE")
                    || name.equals("META-INF/NOTICE")
                    || name.equals("META-INF/sbom/unjam.cdx.json")
                    || name.matches("META-INF/licenses/[a-z-]+\\.txt")
                    || name.equals("io/unjam/agent/Unjam.class")
                    || name.matches("io/unjam/runtime/[a-z/]+/[A-Za-z$0-9]+\\.class")
                    || name.matches("unjam/io/unjam/(agent|transformers|shaded|probe)/.+"));
  }

  @Test
  void letsNoOtherLoaderTakeAnythingForAClass() throws IOException {
    assertThat(names())
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(
            name ->
                name.equals("io/unjam/agent/Unjam.class") || name.startsWith("io/unjam/runtime/"));
  }

  @Test
  void holdsNoLeftoversOfModulesOrReleasesOrTheBuild() throws IOException {
    assertThat(names())
        .noneMatch(name -> name.contains("module-info"))
        .noneMatch(name -> name.contains("META-INF/versions"))
        .noneMatch(name -> name.contains("/META-INF/"))
        .noneMatch(name -> name.contains("/agent/pack/"))
        .noneMatch(name -> name.endsWith("/"));
  }

  @Test
  void carriesTheManifestThatIsCheckedIn() throws IOException {
    try (ZipFile zip = new ZipFile(JAR.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("META-INF/MANIFEST.MF"))) {
      byte[] bytes = in.readAllBytes();
      assertThat(bytes).isEqualTo(Files.readAllBytes(Path.of("..", "MANIFEST.MF")));
      assertThat(new Manifest(new java.io.ByteArrayInputStream(bytes)).getMainAttributes())
          .containsEntry(
              new java.util.jar.Attributes.Name("Premain-Class"), "io.unjam.agent.Unjam");
    }
  }

  /**
   * The text with which a serializable lambda of the library knows its own interface again; it is
   * no reference.
   */
  private static final String DESERIALIZED_BY =
      "(Lcom/github/difflib/patch/VerifyChunk;Lcom/github/difflib/patch/AbstractDelta;L";

  /** Internal names stand in constant pools as plain text, descriptors and signatures too. */
  @Test
  void refersToNoLibraryByItsOriginalName() throws IOException {
    List<String> found = new ArrayList<>();
    try (ZipFile zip = new ZipFile(JAR.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (entry.getName().endsWith(".class") || entry.getName().endsWith(".classdata")) {
          try (InputStream in = zip.getInputStream(entry)) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            for (String name :
                List.of(
                    "org/objectweb/asm",
                    "org/snakeyaml/",
                    "Lpicocli/",
                    "com/google/gson",
                    "com/github/difflib",
                    "net/bytebuddy",
                    "io/prometheus",
                    "org/HdrHistogram")) {
              // A library's messages may point to its own pages.
              if (text.replace("github.com/", "").replace(DESERIALIZED_BY, "").contains(name)) {
                found.add(entry.getName() + " names " + name);
              }
            }
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void isTheSameByteForByteWhenBuiltAgain() throws IOException {
    assertThat(Path.of(System.getProperty("unjam.jar.again"))).hasSameBinaryContentAs(JAR);
  }
}
