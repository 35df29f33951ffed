package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.Rules;
import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rewrites every class of libraries that nobody here wrote, with rules that match everything, and
 * has the JVM verify every edited class in full.
 */
class RealJarsTest {
  private static final String EVERYTHING =
      """
        - name: shard
          at: { class: "**" }
          map: { variant: sharded, shards: 300 }
          assume: [class-identity-unused]
        - name: time
          at: { class: "**" }
          time: {}
        - name: gc
          at: { class: "**" }
          gc: { variant: strip }
          assume: [explicit-gc-not-required]
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.h2.Driver",
        "net.bytebuddy.ByteBuddy",
        "org.assertj.core.api.Assertions",
        "com.tngtech.archunit.core.domain.JavaClass",
        "org.junit.jupiter.engine.JupiterTestEngine",
        "org.snakeyaml.engine.v2.api.Load",
      })
  void everyEditedClassPassesTheJvmsVerifier(String oneOfItsClasses) throws Exception {
    Rewriter rewriter = new Rewriter(Rules.of(EVERYTHING), new RewriterTest.CountingIds());
    JdkClassFiles jdk = new JdkClassFiles();
    Map<String, byte[]> classes = new HashMap<>();
    Map<String, byte[]> edited = new HashMap<>();
    List<String> failures = new ArrayList<>();
    try (ClassPath path = ClassPath.open(List.of(jarOf(oneOfItsClasses)))) {
      Hierarchy hierarchy =
          Hierarchy.over(
              name -> {
                byte[] bytes = path.find(name);
                return bytes == null ? jdk.find(name) : bytes;
              });
      for (String name : path.names()) {
        byte[] bytes = path.read(name);
        classes.put(name.replace('/', '.'), bytes);
        if (!rewriter.mayTouch(name, bytes)) {
          continue;
        }
        Rewritten result = rewriter.rewrite(bytes, hierarchy);
        if (result.failure() != null) {
          failures.add(name + ": " + result.failure());
        } else if (result.edited() != null) {
          edited.put(name.replace('/', '.'), result.edited());
        }
      }
    }

    assertThat(failures).isEmpty();
    assertThat(edited).isNotEmpty();
    classes.putAll(edited);
    Loader loader = new Loader(classes);
    int linked = 0;
    for (String name : edited.keySet()) {
      try {
        // Asking for its methods links the class, verification included, but runs none of it.
        linked += loader.loadClass(name).getDeclaredMethods().length > 0 ? 1 : 0;
      } catch (NoClassDefFoundError optional) {
        // A library's optional dependency: the class can't be linked here, edited or not.
        assertThat(optional.getMessage()).doesNotContain("io/unjam");
      } catch (VerifyError | ClassFormatError broken) {
        failures.add(name + ": " + broken.getMessage());
      }
    }
    assertThat(failures).isEmpty();
    assertThat(linked).isGreaterThan(edited.size() / 2);
  }

  private static Path jarOf(String name)
      throws ClassNotFoundException, URISyntaxException, IOException {
    Class<?> type = Class.forName(name, false, RealJarsTest.class.getClassLoader());
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Defines the library's classes, edited where they were, and the runtime's stand-ins. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> library) {
      super(RealJarsTest.class.getClassLoader());
      classes = new HashMap<>(StandIns.compiled());
      classes.putAll(library);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        byte[] bytes = classes.get(name);
        return bytes == null
            ? super.loadClass(name, resolve)
            : defineClass(name, bytes, 0, bytes.length);
      }
    }
  }
}
