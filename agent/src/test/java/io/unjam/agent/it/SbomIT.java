package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

/** What the shipped jar says that it is made of. */
class SbomIT {

  private static final Path SBOM = Path.of(System.getProperty("unjam.sbom"));
  private static final Pattern INCLUDE = Pattern.compile("<include>([^:<]+):([^<]+)</include>");

  /** What the build puts into the jar beside our own modules, as {@code GROUP:ARTIFACT}. */
  private static List<MatchResult> shaded() throws Exception {
    return INCLUDE
        .matcher(Files.readString(Path.of("pom.xml")))
        .results()
        .filter(include -> !include.group(1).equals("io.unjam"))
        .toList();
  }

  private static boolean covers(MatchResult include, Component component) {
    return include.group(1).equals(component.getGroup())
        && (include.group(2).equals("*") || include.group(2).equals(component.getName()));
  }

  private static Bom bom() throws Exception {
    return new JsonParser().parse(Files.readAllBytes(SBOM));
  }

  @Test
  void isWhatItsFormatAllows() throws Exception {
    assertThat(new JsonParser().validate(SBOM.toFile(), Version.VERSION_16)).isEmpty();
    Path broken = Files.createTempFile("broken", ".json");
    Files.writeString(broken, Files.readString(SBOM).replace("\"type\"", "\"kind\""));
    assertThat(new JsonParser().validate(broken.toFile(), Version.VERSION_16)).isNotEmpty();
    Files.delete(broken);
  }

  @Test
  void namesEveryLibraryThatIsInTheJarAndNoOther() throws Exception {
    List<Component> components = bom().getComponents();
    for (MatchResult include : shaded()) {
      assertThat(components)
          .as("a component for " + include.group())
          .anyMatch(component -> covers(include, component));
    }
    List<MatchResult> included = shaded();
    assertThat(components)
        .allMatch(component -> included.stream().anyMatch(it -> covers(it, component)));
  }

  @Test
  void knowsTheLibrariesByTheBytesThatTheBuildUses() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Component component : bom().getComponents()) {
      String name = component.getName() + "-" + component.getVersion() + ".jar";
      Path jar =
          Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
              .map(Path::of)
              .filter(it -> it.getFileName().toString().equals(name))
              .findFirst()
              .orElseThrow(() -> new AssertionError(name + " is not what this build uses"));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      if (!component.getHashes().get(0).getValue().equals(HexFormat.of().formatHex(digest))) {
        wrong.add(name);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void liesInTheJarToo() throws Exception {
    try (ZipFile zip = new ZipFile(ChildJvm.jar().toFile());
        InputStream in = zip.getInputStream(zip.getEntry("META-INF/sbom/unjam.cdx.json"))) {
      assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(SBOM));
    }
  }

  @Test
  void holdsNothingThatAnotherBuildWouldSayOtherwise() throws Exception {
    assertThat(Files.readString(SBOM, StandardCharsets.UTF_8))
        .doesNotContain("timestamp", "serialNumber", "urn:uuid", System.getProperty("user.home"));
  }
}
