package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import io.unjam.it.programs.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Byte for byte: the sample gateway with its shipped rules, before and after. What a class is in
 * the JVM is told by an agent that comes last and is given it.
 */
class BytesIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static JavaProcess gateway(int version, String... options) throws Exception {
    JavaProcess gateway =
        JavaProcess.of(Jdk.require(version))
            .options(options)
            .main(
                Stream.concat(Stream.of(FinishedJar.SAMPLE_APP.path()), Programs.classPath()),
                "com.acme.gateway.Main",
                List.of("gateway", "--port", "0"))
            .start();
    gateway.awaitStdout(Pattern.compile("proxy=(\\S+) admin=(\\S+)"), AT_MOST);
    return gateway;
  }

  /** The digests of all classes that Unjam might touch, by their names in class files. */
  private Map<String, String> classes(JavaProcess gateway, String file) throws Exception {
    Path seen = folder.resolve(file);
    VirtualMachine machine = VirtualMachine.attach(Long.toString(gateway.pid()));
    try {
      machine.loadAgent(
          Witness.jar(folder).toString(), seen + " com.acme.* java.util.concurrent.*");
    } finally {
      machine.detach();
    }
    Map<String, String> digests = new TreeMap<>();
    for (String line : Files.readAllLines(seen)) {
      String[] fields = line.split(" ", -1);
      // Not what is loaded meanwhile by whoever.
      if (fields[0].equals("again")) {
        digests.put(fields[1], fields[2]);
      }
    }
    return digests;
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anAttachedAgentGivesBackWhatTheJvmHad(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    Path rules = Settings.rules().resolve("gateway.unjam.yaml");
    try (JavaProcess gateway = gateway(version)) {
      String pid = Long.toString(gateway.pid());
      // The JVM writes a class down anew each time, while nothing has changed it, and not always in
      // the same way: the first look changes what it makes of classes that weren't linked yet.
      classes(gateway, "linked");
      Map<String, String> before = classes(gateway, "before");

      unjam.done("attach", pid, "rules=" + rules);
      Set<String> edited = edited(unjam, pid);
      Map<String, String> during = classes(gateway, "during");
      JsonObject left = unjam.json("detach", pid, "--json").getAsJsonObject();
      Map<String, String> after = classes(gateway, "after");

      assertThat(edited).contains("com/acme/gateway/SessionTable");
      assertThat(edited).hasSize(left.get("classes").getAsInt()).hasSizeGreaterThan(5);
      for (String name : edited) {
        assertThat(during.get(name)).as(name).isNotEqualTo(before.get(name));
        assertThat(after.get(name)).as(name).isEqualTo(before.get(name)).isNotNull();
      }
      assertThat(left.getAsJsonArray("failed")).isEmpty();
      for (String name : List.of("KeySetView", "CollectionView")) {
        String body = "java/util/concurrent/ConcurrentHashMap$" + name;
        assertThat(during.get(body)).as(body).isNotEqualTo(before.get(body));
        assertThat(left.getAsJsonArray("patched").toString()).contains(body.replace('/', '.'));
      }
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anAgentFromTheStartGivesBackWhatIsInTheJarOrSaysWhatStays(int version) throws Exception {
    CommandLine unjam = CommandLine.of(version);
    Path rules = Settings.rules().resolve("gateway.unjam.yaml");
    try (JavaProcess gateway =
        gateway(version, FinishedJar.UNJAM.agentOption("log=off,rules=" + rules))) {
      String pid = Long.toString(gateway.pid());
      Set<String> edited = edited(unjam, pid);
      Map<String, String> during = classes(gateway, "edited");
      JsonObject left = unjam.json("detach", pid, "--json").getAsJsonObject();
      String stays = left.getAsJsonArray("stays").toString();
      Map<String, String> after = classes(gateway, "after");

      assertThat(edited).hasSizeGreaterThan(5);
      int restored = 0;
      for (String name : edited) {
        String original = Witness.digest(inJar(name));
        assertThat(during.get(name)).as(name).isNotEqualTo(original);
        if (!stays.contains(name.replace('/', '.'))) {
          assertThat(after.get(name)).as(name).isEqualTo(original);
          restored++;
        }
      }
      assertThat(restored).as(stays).isGreaterThan(5);
    }
  }

  /** The classes with an edit in force, as status tells them. */
  private static Set<String> edited(CommandLine unjam, String pid) throws Exception {
    Set<String> edited = new TreeSet<>();
    JsonObject status = unjam.json("status", pid, "--json").getAsJsonObject();
    for (JsonElement each : status.getAsJsonObject("report").getAsJsonArray("decisions")) {
      JsonObject decision = each.getAsJsonObject();
      if (decision.get("verdict").getAsString().equals("applied")) {
        edited.add(decision.get("class").getAsString().replace('.', '/'));
      }
    }
    return edited;
  }

  private static byte[] inJar(String name) throws IOException {
    try (JarFile jar = new JarFile(FinishedJar.SAMPLE_APP.path().toFile());
        InputStream in = jar.getInputStream(jar.getEntry(name + ".class"))) {
      return in.readAllBytes();
    }
  }
}
