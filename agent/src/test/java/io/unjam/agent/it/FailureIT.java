package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Writer;
import io.unjam.agent.boot.Agent;
import io.unjam.agent.boot.BrokenEditAgent;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.transformers.edit.Rewriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.snakeyaml.engine.v2.api.Load;

/** What an application notices of an edit that is broken, or of a JVM in which none works. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class FailureIT {

  private static final String TIMED =
      """
      version: 1
      rules:
        - name: measure
          at: { package: com.acme }
          time: { sample: 1 }
      """;

  /** What an agent needs that is made of the classes in the shipped jar, instead of the jar. */
  private static final Class<?>[] INSIDE = {
    Agent.class,
    Rewriter.class,
    SiteTable.class,
    ClassReader.class,
    ClassNode.class,
    Analyzer.class,
    Load.class
  };

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({"invalid, does not verify", "throwing, broken on purpose"})
  void aBrokenEditLeavesTheClassAsItWasWithOneWarning(String kind, String reason) throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-javaagent:" + agent(BrokenEditAgent.class) + "=" + kind)
            .needing(INSIDE)
            .run(Writer.class, "1000");
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualToIgnoringNewLines("1000 entries");
    assertThat(result.lines()).hasSize(1);
    assertThat(result.lines().get(0))
        .startsWith("[unjam] com.acme.Writer keeps its original bytes: ")
        .contains(reason);
  }

  @Test
  void aBrokenEditEndsTheJvmWhereTheUserWantsThat() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-javaagent:" + agent(BrokenEditAgent.class) + "=fail,invalid")
            .needing(INSIDE)
            .run(Writer.class, "1000");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(0)).contains("com.acme.Writer", "does not verify");
    assertThat(result.lines().get(1)).contains("on-error=fail");
  }

  @Test
  void appliesNothingWhereTheSelfTestFails() throws Exception {
    ChildJvm.Result result = spoiled("rules=" + rules());
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualToIgnoringNewLines("1000 entries");
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(0))
        .contains("self-test failed: a rewritten write was not recorded");
    assertThat(result.lines().get(1)).contains("nothing is applied, the application runs");
  }

  @Test
  void endsTheJvmWhereTheSelfTestFailsAndTheUserWantsThat() throws Exception {
    ChildJvm.Result result = spoiled("on-error=fail,rules=" + rules());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("self-test failed", "on-error=fail");
  }

  private ChildJvm.Result spoiled(String options) throws Exception {
    return jdk.jvm(folder)
        .with("-javaagent:" + agent(ProbeSpoiler.class))
        .agent(options)
        .needing(ClassReader.class)
        .run(Writer.class, "1000");
  }

  private Path rules() throws IOException {
    return Files.writeString(folder.resolve("rules.unjam.yaml"), TIMED);
  }

  /** A jar with nothing but a manifest that names the agent, which is on the class path. */
  private Path agent(Class<?> premain) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", premain.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    Path jar = folder.resolve(premain.getSimpleName() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
