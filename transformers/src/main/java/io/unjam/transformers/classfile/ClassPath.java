package io.unjam.transformers.classfile;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The class files in some jars and folders, in class-path order: of two class files of one name the
 * first counts, as in a JVM. Knows Spring Boot jars and web archives with the jars inside them,
 * folders of jars, and multi-release jars, of which it takes what the running JDK would.
 * Thread-safe once opened. What can't be read is a {@link Problem}, never the end of everything
 * else.
 */
public final class ClassPath implements ClassFiles, Closeable {
  private static final String CLASS = ".class";
  private static final String[] ROOTS = {"BOOT-INF/classes/", "WEB-INF/classes/"};

  /**
   * Something that could not be read.
   *
   * @param origin the file, with {@code !/} and the entry where it lies in a jar
   * @param text what was wrong
   */
  public record Problem(String origin, String text) {}

  /** One class file that can be read. */
  private interface Source {
    String origin();

    byte[] read() throws IOException;
  }

  private record FileSource(Path file) implements Source {
    @Override
    public String origin() {
      return file.toString();
    }

    @Override
    public byte[] read() throws IOException {
      return Files.readAllBytes(file);
    }
  }

  private record EntrySource(String jarName, JarFile jar, JarEntry entry) implements Source {
    @Override
    public String origin() {
      return jarName + "!/" + entry.getName();
    }

    @Override
    public byte[] read() throws IOException {
      try (InputStream in = jar.getInputStream(entry)) {
        return in.readAllBytes();
      }
    }
  }

  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<JarFile> jars = new ArrayList<>();
  private final List<Path> unpacked = new ArrayList<>();

  private ClassPath() {}

  /** Lists the class files of some jars and folders. Unreadable ones become problems. */
  public static ClassPath open(List<Path> roots) {
    ClassPath path = new ClassPath();
    for (Path root : roots) {
      if (Files.isDirectory(root)) {
        path.addFolder(root);
      } else {
        path.addJar(root, root.toString());
      }
    }
    return path;
  }

  private void addFolder(Path root) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      problems.add(new Problem(root.toString(), "can't be listed: " + e.getMessage()));
      return;
    }
    for (Path file : files) {
      String name = root.relativize(file).toString().replace('\\', '/');
      if (isClass(name)) {
        add(name, new FileSource(file));
      } else if (name.endsWith(".jar")) {
        addJar(file, file.toString());
      }
    }
  }

  private void addJar(Path file, String name) {
    try {
      JarFile jar = new JarFile(file.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
      jars.add(jar);
      for (JarEntry entry : jar.versionedStream().toList()) {
        if (isClass(entry.getName())) {
          add(entry.getName(), new EntrySource(name, jar, entry));
        } else if (entry.getName().endsWith(".jar") && !entry.isDirectory()) {
          addNested(jar, entry, name + "!/" + entry.getName());
        }
      }
    } catch (IOException | RuntimeException e) {
      problems.add(new Problem(name, "is no readable jar: " + e.getMessage()));
    }
  }

  /** A jar within a jar can be read at random only from a file of its own. */
  private void addNested(JarFile outer, JarEntry entry, String name) {
    try {
      Path copy = Files.createTempFile("unjam-", ".jar");
      unpacked.add(copy);
      try (InputStream in = outer.getInputStream(entry)) {
        Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      addJar(copy, name);
    } catch (IOException | RuntimeException e) {
      problems.add(new Problem(name, "can't be unpacked: " + e.getMessage()));
    }
  }

  private static boolean isClass(String name) {
    return name.endsWith(CLASS)
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class")
        && !name.endsWith("package-info.class");
  }

  private void add(String file, Source source) {
    String name = file.substring(0, file.length() - CLASS.length());
    for (String root : ROOTS) {
      if (name.startsWith(root)) {
        name = name.substring(root.length());
      }
    }
    sources.putIfAbsent(name, source);
  }

  /** The internal names of all class files, by the place they are found at. */
  public List<String> names() {
    return List.copyOf(sources.keySet());
  }

  /** What could not be opened or listed. */
  public List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** Where a class file of {@link #names} lies. */
  public String origin(String name) {
    Source source = sources.get(name);
    return source == null ? name : source.origin();
  }

  /**
   * Reads a class file of {@link #names}.
   *
   * @throws IOException if its entry is corrupt
   */
  public byte[] read(String name) throws IOException {
    Source source = sources.get(name);
    if (source == null) {
      throw new java.io.FileNotFoundException(name);
    }
    return source.read();
  }

  @Override
  public byte @Nullable [] find(String internalName) {
    Source source = sources.get(internalName);
    try {
      return source == null ? null : source.read();
    } catch (IOException | RuntimeException unreadable) {
      // Whoever plans this class reports it; whoever asks about its type knows nothing of it.
      return null;
    }
  }

  /** Closes the jars and removes what was unpacked. */
  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
    for (Path copy : unpacked) {
      Files.deleteIfExists(copy);
    }
  }
}
