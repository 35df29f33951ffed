package io.unjam.transformers.edit.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Which code besides {@code ConcurrentHashMap}'s own methods reads its table, in every JDK at hand.
 * A map variant has none, so each reader is either patched or never made for a variant.
 */
class TableReadersTest {

  private static final String MAP = "java/util/concurrent/ConcurrentHashMap";

  /** Map variants hand out views of their own in place of these. */
  private static final Set<String> REPLACED = Set.of(MAP + "$ValuesView", MAP + "$EntrySetView");

  /** The running JDK and, when found, the other one that is supported. */
  static Stream<Path> jdks() {
    String other = System.getenv("UNJAM_JDK25");
    Stream<Path> named = other == null ? Stream.empty() : Stream.of(Path.of(other));
    return Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), named, besides25())
        .flatMap(s -> s)
        .filter(home -> Files.exists(home.resolve("lib/jrt-fs.jar")))
        .distinct();
  }

  private static Stream<Path> besides25() {
    Path folder = Path.of(System.getProperty("java.home")).toAbsolutePath().getParent();
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.filter(home -> home.getFileName().toString().contains("25")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void patchCoversEveryReaderOfTheTable(Path home) throws IOException {
    Set<String> readers = new TreeSet<>();
    try (FileSystem jdk =
        FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()))) {
      Path folder = jdk.getPath("/modules/java.base/java/util/concurrent");
      List<Path> nested;
      try (Stream<Path> files = Files.list(folder)) {
        nested = files.filter(f -> f.toString().contains("/ConcurrentHashMap$")).toList();
      }
      assertThat(nested).hasSizeGreaterThan(40);
      KeySetViewPatch patch = new KeySetViewPatch();
      for (Path file : nested) {
        byte[] bytes = Files.readAllBytes(file);
        String name = new ClassReader(bytes).getClassName();
        if (!REPLACED.contains(name)) {
          addReaders(bytes, readers);
        }
        if (KeySetViewPatch.applies(name)) {
          assertThat(patch.patch(name, bytes)).as(name).isNotEqualTo(bytes);
        }
      }
    }
    assertThat(readers)
        .containsExactly(
            "CollectionView.removeAll",
            "KeySetView.forEach",
            "KeySetView.iterator",
            "KeySetView.spliterator");
  }

  private static void addReaders(byte[] bytes, Set<String> readers) {
    ClassReader reader = new ClassReader(bytes);
    String simpleName = reader.getClassName().substring(MAP.length() + 1);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitFieldInsn(int opcode, String owner, String field, String type) {
                if (opcode == Opcodes.GETFIELD && owner.equals(MAP) && field.equals("table")) {
                  readers.add(simpleName + "." + method);
                }
              }
            };
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }
}
