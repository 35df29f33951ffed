package io.unjam.transformers.plan.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.edit.Rewritten;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.rule.RuleFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class OfflinePlanTest {
  private static final RuleFile RULES =
      Rules.of(
          """
            - name: shard
              at: { package: com.acme }
              map: { variant: sharded, shards: 8 }
            - name: measure
              at: { package: com.acme }
              time: {}
            - name: nowhere
              at: { class: org.missing.Type }
              gc: { variant: strip }
              assume: [explicit-gc-not-required]
            - name: no collection
              at: { class: com.acme.fixture.Maps }
              gc: { variant: strip }
              assume: [explicit-gc-not-required]
          """);

  private static final byte[] MAPS = ClassBytes.of(Maps.class);
  private static final byte[] KIND = ClassBytes.of(Maps.Kind.class);

  @TempDir Path folder;

  @Test
  void saysTheSameAsTheRunningAgent() throws Exception {
    Path jar =
        jar(
            "app.jar",
            Map.of(
                "com/acme/fixture/Maps.class",
                MAPS,
                "com/acme/fixture/Maps$Counting.class",
                ClassBytes.of(Maps.Counting.class)));

    ClassPlan offline = plan(jar).plans().get(0);
    Rewritten online = new Rewriter(RULES, decision -> 1).rewrite(MAPS, ClassBytes.ALL);

    assertThat(offline).isEqualTo(online.plan());
    assertThat(offline.digest()).hasSize(64);
    assertThat(online.edited()).isNotNull();
  }

  /** What is cut off behind its constant pool can be scanned, and fails whoever parses it. */
  @Test
  void neverParsesAClassWhoseConstantPoolHoldsNothingForARule() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "com/acme/Quiet", null, "java/lang/Object", null);
    byte[] quiet = poolAlone(writer.toByteArray());
    OfflinePlan untouched = sharding(jar("quiet.jar", Map.of("com/acme/Quiet.class", quiet)));
    assertThat(untouched.classes()).isEqualTo(1);
    assertThat(untouched.parsed()).isZero();
    assertThat(untouched.problems()).isEmpty();

    OfflinePlan touched =
        sharding(jar("maps.jar", Map.of("com/acme/fixture/Maps.class", poolAlone(MAPS))));
    assertThat(touched.parsed()).isEqualTo(1);
    assertThat(touched.problems()).hasSize(1);
  }

  private static OfflinePlan sharding(Path jar) throws Exception {
    RuleFile rules =
        Rules.of(
            """
              - name: shard
                at: { package: com.acme }
                map: { variant: sharded, shards: 8 }
            """);
    return OfflinePlan.of(rules, List.of(jar), (done, of) -> {});
  }

  private static byte[] poolAlone(byte[] classFile) {
    return Arrays.copyOf(classFile, new ClassReader(classFile).header);
  }

  @Test
  void looksIntoSpringBootJarsAndWebArchives() throws Exception {
    byte[] library = jarBytes(Map.of("com/acme/fixture/Maps$Kind.class", KIND));
    Path boot =
        jar(
            "boot.jar",
            Map.of(
                "BOOT-INF/classes/com/acme/fixture/Maps.class", MAPS,
                "BOOT-INF/lib/library.jar", library));
    Path war =
        jar(
            "app.war",
            Map.of(
                "WEB-INF/classes/com/acme/fixture/Maps.class", MAPS,
                "WEB-INF/lib/library.jar", library));

    assertThat(plan(boot).plans())
        .extracting(ClassPlan::className)
        .containsExactly("com.acme.fixture.Maps", "com.acme.fixture.Maps$Kind");
    assertThat(plan(war).plans()).isEqualTo(plan(boot).plans());
  }

  @Test
  void takesWhatTheRunningJdkWouldFromMultiReleaseJars() throws Exception {
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put(
        "META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    entries.put("com/acme/fixture/Maps$Kind.class", ClassBytes.of(Maps.Held.class));
    entries.put("META-INF/versions/11/com/acme/fixture/Maps$Kind.class", KIND);

    assertThat(plan(jar("mr.jar", entries)).plans())
        .extracting(ClassPlan::className)
        .containsExactly("com.acme.fixture.Maps$Kind");
  }

  @Test
  void skipsAndReportsWhatItCannotRead() throws Exception {
    byte[] future = MAPS.clone();
    future[6] = 1;
    Path jar =
        jar(
            "mixed.jar",
            Map.of(
                "com/acme/Cut.class", java.util.Arrays.copyOf(MAPS, 300),
                "com/acme/Future.class", future,
                "com/acme/fixture/Maps$Kind.class", KIND));
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar at all");

    OfflinePlan plan = OfflinePlan.of(RULES, List.of(jar, broken), (done, of) -> {});

    assertThat(plan.plans()).hasSize(1);
    assertThat(plan.problems())
        .extracting(Problem::origin)
        .containsExactlyInAnyOrder(
            broken.toString(), jar + "!/com/acme/Cut.class", jar + "!/com/acme/Future.class");
  }

  @Test
  void saysWhichRulesMatchedNothing() throws Exception {
    OfflinePlan plan = plan(jar("app.jar", Map.of("com/acme/fixture/Maps.class", MAPS)));

    assertThat(plan.use())
        .extracting(RuleUse::complaint)
        .containsExactly(
            "",
            "",
            "rule 'nowhere' (test.yaml:9:5) matched no class",
            "rule 'no collection' (test.yaml:13:5) matched 1 class but no site in it");
  }

  @Test
  void reportsProgressToTheEnd() throws Exception {
    Path jar = jar("app.jar", Map.of("com/acme/fixture/Maps.class", MAPS));
    List<String> heard = new CopyOnWriteArrayList<>();

    OfflinePlan.of(RULES, List.of(jar), (done, of) -> heard.add(done + "/" + of));

    assertThat(heard).containsExactly("1/1");
  }

  private OfflinePlan plan(Path jar) throws Exception {
    OfflinePlan plan = OfflinePlan.of(RULES, List.of(jar), (done, of) -> {});
    assertThat(plan.problems()).isEmpty();
    return plan;
  }

  private Path jar(String name, Map<String, byte[]> entries) throws IOException {
    return Files.write(folder.resolve(name), jarBytes(entries));
  }

  private static byte[] jarBytes(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
