package io.unjam.agent.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The files that a process has open, as the system shows them: a JVM that carries Unjam has its jar
 * open for as long as it lives, as that is on its bootstrap class path. So one that does not can be
 * told from outside, without a signal, a file or a thread in it.
 *
 * <p>Each file is looked into but once. For use by one thread.
 */
final class OpenJars {

  /** Whether a process carries Unjam, in force or not. */
  enum Answer {
    YES,
    NO,
    /** The system doesn't show it: it has no {@code /proc}, or the process hides itself. */
    UNKNOWN
  }

  /** By its name: here it would be another class than the JVM starts. */
  private static final String AGENT = "io.unjam.agent.Unjam";

  private final Path proc;
  private final Map<Object, Boolean> known = new HashMap<>();

  /** A look by the system's own way to show processes. */
  OpenJars() {
    this(Path.of("/proc"));
  }

  OpenJars(Path proc) {
    this.proc = proc;
  }

  /** Whether this process has a jar of Unjam open, of any version and name. */
  Answer haveUnjam(long pid) {
    Path files = proc.resolve(Long.toString(pid)).resolve("fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(files)) {
      for (Path file : open) {
        if (isOurs(file)) {
          return Answer.YES;
        }
      }
      return Answer.NO;
    } catch (IOException | DirectoryIteratorException hidden) {
      return Answer.UNKNOWN;
    }
  }

  private boolean isOurs(Path file) throws IOException {
    // Through the link, which leads to the file that is open, deleted or replaced meanwhile or not.
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException closed) {
      return false;
    }
    if (!attributes.isRegularFile()) {
      return false;
    }
    Object key = attributes.fileKey();
    Boolean before = key == null ? null : known.get(key);
    if (before != null) {
      return before;
    }
    boolean ours = hasOurManifest(file);
    if (key != null) {
      known.put(key, ours);
    }
    return ours;
  }

  private static boolean hasOurManifest(Path file) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      return manifest != null && AGENT.equals(manifest.getMainAttributes().getValue("Agent-Class"));
    } catch (IOException noJar) {
      return false;
    }
  }
}
