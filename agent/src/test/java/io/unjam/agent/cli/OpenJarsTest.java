package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the open files of a process say of Unjam in it. */
class OpenJarsTest {

  private static final long PID = 4711;

  @TempDir Path folder;
  private Path fds;

  @BeforeEach
  void makeProcess() throws IOException {
    fds = Files.createDirectories(folder.resolve(PID + "/fd"));
  }

  private OpenJars.Answer answer() {
    return new OpenJars(folder).haveUnjam(PID);
  }

  private Path jar(String name, String agent) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", agent);
    Path jar = folder.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private void open(int number, Path file) throws IOException {
    Files.createSymbolicLink(fds.resolve(Integer.toString(number)), file);
  }

  @Test
  void aJarIsOursByItsManifestWhateverItsName() throws IOException {
    open(3, jar("other.jar", "com.acme.Agent"));
    open(4, folder);
    open(5, Path.of("/dev/null"));
    open(6, Files.writeString(folder.resolve("app.log"), "started"));
    open(7, folder.resolve("gone"));
    assertThat(answer()).isEqualTo(OpenJars.Answer.NO);

    open(8, jar("renamed", "io.unjam.agent.Unjam"));
    assertThat(answer()).isEqualTo(OpenJars.Answer.YES);
  }

  @Test
  void theShippedManifestNamesTheAgentThatIsLookedFor() throws IOException {
    try (var in = Files.newInputStream(Path.of("..", "MANIFEST.MF"))) {
      String agent = new Manifest(in).getMainAttributes().getValue("Agent-Class");
      open(3, jar("unjam.jar", agent));
    }
    assertThat(answer()).isEqualTo(OpenJars.Answer.YES);
  }

  @Test
  void whatTheSystemHidesIsNotKnown() throws IOException {
    assertThat(new OpenJars(folder).haveUnjam(PID + 1)).isEqualTo(OpenJars.Answer.UNKNOWN);
    Files.delete(fds);
    assertThat(answer()).isEqualTo(OpenJars.Answer.UNKNOWN);
  }
}
