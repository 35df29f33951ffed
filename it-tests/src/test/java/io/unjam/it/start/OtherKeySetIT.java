package io.unjam.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.WordCount;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JDK of another make, whose key sets lack a body that maps of ours need to have changed. */
class OtherKeySetIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final String KEY_SET = "java/util/concurrent/ConcurrentHashMap$KeySetView.class";

  private static final String MAPS =
      Programs.RULES
          + """
            - name: maps
              at: { package: io.unjam.it.programs }
              map: { variant: sharded, shards: 4 }
          """;

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void replacesNoMapSaysWhyAndAppliesTheRest(int version) throws Exception {
    Path rules = Files.writeString(folder.resolve("app.unjam.yaml"), MAPS);
    Path report = folder.resolve("report.json");
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options("--patch-module", "java.base=" + patch(Jdk.require(version)))
            .agent("rules=" + rules + ",report=" + report)
            .main(Programs.classPath(), WordCount.class.getName(), List.of())
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).endsWith(WordCount.OUTPUT);
    assertThat(result.stderr().lines().filter(line -> line.contains("no map is replaced")))
        .as(result::describe)
        .singleElement()
        .asString()
        .contains("of this JDK lacks", "addAll");
    AgentReport decisions = AgentReport.read(report);
    assertThat(decisions.applied()).isEqualTo(Programs.SITES);
    assertThat(decisions.refused()).isOne();
    assertThat(decisions.failures()).isEmpty();
  }

  /** The JDK's class without {@code addAll}, whose inherited body does as well. */
  private Path patch(Jdk jdk) throws Exception {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(original(jdk))
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return name.equals("addAll")
                    ? null
                    : super.visitMethod(access, name, descriptor, signature, thrown);
              }
            },
            0);
    Path file = folder.resolve("patch").resolve(KEY_SET);
    Files.createDirectories(file.getParent());
    Files.write(file, writer.toByteArray());
    return folder.resolve("patch");
  }

  private static byte[] original(Jdk jdk) throws Exception {
    try (FileSystem image =
            FileSystems.newFileSystem(
                URI.create("jrt:/"), Map.of("java.home", jdk.home().toString()));
        InputStream in = Files.newInputStream(image.getPath("modules/java.base", KEY_SET))) {
      return in.readAllBytes();
    }
  }
}
