package io.unjam.it.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of {@code packaging/Dockerfile}, as an init container runs it. */
class UnjamImageIT {

  private static final String IMAGE = "unjam-it/init";

  @TempDir Path folder;

  @Test
  void bringsTheJarIntoAVolume() throws Exception {
    // Aborts where there is no engine or no image to build upon.
    JdkContainer.of(17).close();
    Path context = Files.createDirectory(folder.resolve("context"));
    Files.copy(
        FinishedJar.UNJAM.path(),
        context.resolve("unjam.jar"),
        StandardCopyOption.REPLACE_EXISTING);
    Path volume = Files.createDirectory(folder.resolve("agent"));
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String dockerfile = Settings.packaging().resolve("Dockerfile").toString();
    try {
      docker(
          "build",
          "-q",
          "-f",
          dockerfile,
          "--build-arg",
          "BASE=unjam-it/jdk:17",
          "-t",
          IMAGE,
          context.toString());

      docker("run", "--rm", "--read-only", "--network", "none", "-v", volume + ":/agent", IMAGE);
    } finally {
      docker("image", "rm", "-f", IMAGE);
    }

    Path jar = volume.resolve("unjam.jar");
    assertThat(jar).hasSameBinaryContentAs(FinishedJar.UNJAM.path());
    assertThat(Files.getPosixFilePermissions(jar))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat((Integer) Files.getAttribute(jar, "unix:uid")).isEqualTo(65534);
  }

  private static void docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
  }
}
