package io.unjam.it.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class DeploymentFilesIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final Path KUBERNETES = Settings.packaging().resolve("kubernetes/gateway.yaml");
  private static final Path DROP_IN = Settings.packaging().resolve("systemd/unjam.conf");

  @TempDir Path folder;

  @Test
  void theManifestHoldsNoFieldThatKubernetesDoesNotKnow() throws IOException {
    String text = Files.readString(KUBERNETES);

    assertThat(Manifest.of(text).the("Deployment").get("apiVersion").getAsString())
        .isEqualTo("apps/v1");

    for (String field : List.of("readOnlyRootFilesystem", "mountPath", "initContainers")) {
      assertThat(text).contains(field);
      String misspelt = text.replace(field, field + "s");
      assertThatThrownBy(() -> Manifest.of(misspelt))
          .as(field)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(field + "s");
    }
  }

  @Test
  void everyMountHasAVolumeAndTheRulesComeFromTheConfigMap() throws IOException {
    Manifest manifest = Manifest.of(Files.readString(KUBERNETES));
    JsonObject pod = Manifest.at(manifest.the("Deployment"), "spec", "template", "spec");
    Set<String> volumes = new HashSet<>();
    for (JsonElement volume : pod.getAsJsonArray("volumes")) {
      volumes.add(volume.getAsJsonObject().get("name").getAsString());
    }
    Set<String> mounted = new HashSet<>();
    for (String kind : List.of("initContainers", "containers")) {
      for (JsonElement container : pod.getAsJsonArray(kind)) {
        for (JsonElement mount : container.getAsJsonObject().getAsJsonArray("volumeMounts")) {
          mounted.add(mount.getAsJsonObject().get("name").getAsString());
        }
      }
    }

    assertThat(mounted).isEqualTo(volumes);
    String configMap = Manifest.at(manifest.the("ConfigMap"), "metadata").get("name").getAsString();
    assertThat(pod.getAsJsonArray("volumes"))
        .anyMatch(
            it ->
                it.getAsJsonObject().has("configMap")
                    && Manifest.at(it.getAsJsonObject(), "configMap")
                        .get("name")
                        .getAsString()
                        .equals(configMap));
  }

  @Test
  void theManifestsRulesAreRightAndItsOptionsStartTheAgent() throws Exception {
    Manifest manifest = Manifest.of(Files.readString(KUBERNETES));
    JsonObject data = Manifest.at(manifest.the("ConfigMap"), "data");
    Path rules = Files.createDirectory(folder.resolve("rules"));
    for (String name : data.keySet()) {
      Path file = Files.writeString(rules.resolve(name), data.get(name).getAsString());
      Result checked =
          JavaProcess.of(Jdk.require(17))
              .jar(FinishedJar.UNJAM.path(), "check", file.toString())
              .run(AT_MOST);
      assertThat(checked.exit()).as(checked::describe).isZero();
    }
    Path recordings = Files.createDirectory(folder.resolve("recordings"));

    Result ended =
        runWith(
            javaToolOptions(manifest)
                .replace("/agent/unjam.jar", FinishedJar.UNJAM.path().toString())
                .replace("/etc/unjam", rules.toString())
                .replace("/recordings", recordings.toString()));

    assertThat(ended.stderr()).as(ended::describe).contains("3 rules from", "self-test passed");
    assertRecorded(recordings);
  }

  @Test
  void theDropInsOptionsStartTheAgent() throws Exception {
    Path rules = Files.writeString(folder.resolve("shop.unjam.yaml"), Programs.RULES);
    Path recordings = Files.createDirectories(folder.resolve("unjam/shop"));
    String line =
        Files.readAllLines(DROP_IN).stream()
            .filter(it -> it.startsWith("Environment=\"JAVA_TOOL_OPTIONS="))
            .findFirst()
            .orElseThrow();

    Result ended =
        runWith(
            line.substring(line.indexOf("-javaagent"), line.lastIndexOf('"'))
                .replace("%S", folder.toString())
                .replace("%p", "shop")
                .replace("/opt/unjam/unjam.jar", FinishedJar.UNJAM.path().toString())
                .replace("/etc/unjam/shop.unjam.yaml", rules.toString()));

    assertThat(ended.stderr()).as(ended::describe).contains("2 rules from", "self-test passed");
    assertRecorded(recordings);
  }

  @Test
  void systemdHasNothingToSayAgainstTheDropIn() throws Exception {
    Path unit =
        Files.writeString(
            folder.resolve("shop.service"),
            "[Unit]\nDescription=a shop\n[Service]\nExecStart=/bin/true\n");
    Path dropIns = Files.createDirectory(folder.resolve("shop.service.d"));
    Path dropIn = Files.copy(DROP_IN, dropIns.resolve("unjam.conf"));
    String before = verify(unit);
    assertThat(before).doesNotContain("unjam.conf");

    Files.writeString(dropIn, Files.readString(DROP_IN).replace("StateDirectory", "StateFolder"));
    assertThat(verify(unit)).contains("unjam.conf", "StateFolder");
  }

  private static String verify(Path unit) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new TestAbortedException("this machine has no systemd-analyze", e);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static String javaToolOptions(Manifest manifest) {
    JsonObject pod = Manifest.at(manifest.the("Deployment"), "spec", "template", "spec");
    for (JsonElement variable :
        pod.getAsJsonArray("containers").get(0).getAsJsonObject().getAsJsonArray("env")) {
      if (variable.getAsJsonObject().get("name").getAsString().equals("JAVA_TOOL_OPTIONS")) {
        return variable.getAsJsonObject().get("value").getAsString();
      }
    }
    throw new AssertionError("the container has no JAVA_TOOL_OPTIONS");
  }

  private static Result runWith(String option) throws Exception {
    Result ended =
        JavaProcess.of(Jdk.require(17))
            .options(option)
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(ended.exit()).as(ended::describe).isZero();
    return ended;
  }

  private static void assertRecorded(Path recordings) throws IOException {
    try (Stream<Path> files = Files.list(recordings)) {
      assertThat(files.map(Path::toFile).map(File::getName))
          .hasSize(1)
          .allMatch(it -> it.endsWith(".unjam"));
    }
  }
}
