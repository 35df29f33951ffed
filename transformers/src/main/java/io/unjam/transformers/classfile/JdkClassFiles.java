package io.unjam.transformers.classfile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The class files of the JDK that runs this code, read from its image. Thread-safe; the modules of
 * a package are looked up when it is first asked for, as going through all of them takes a second.
 */
public final class JdkClassFiles implements ClassFiles {
  private final FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
  private final ConcurrentMap<String, List<String>> modules = new ConcurrentHashMap<>();

  @Override
  public byte @Nullable [] find(String internalName) {
    int slash = internalName.lastIndexOf('/');
    if (slash < 0) {
      return null;
    }
    try {
      for (String module : modulesOf(internalName.substring(0, slash))) {
        Path file = image.getPath("/modules", module, internalName + ".class");
        if (Files.isRegularFile(file)) {
          return Files.readAllBytes(file);
        }
      }
    } catch (IOException unreadable) {
      // As good as missing: whoever asks then knows nothing about the type.
      return null;
    }
    return null;
  }

  /** Empty for a package that the JDK doesn't have, which is what most questions are about. */
  private List<String> modulesOf(String packageName) throws IOException {
    List<String> found = modules.get(packageName);
    if (found == null) {
      found = new ArrayList<>();
      Path links = image.getPath("/packages", packageName.replace('/', '.'));
      if (Files.isDirectory(links)) {
        try (var modulesWithIt = Files.newDirectoryStream(links)) {
          for (Path link : modulesWithIt) {
            found.add(link.getFileName().toString());
          }
        }
      }
      modules.put(packageName, List.copyOf(found));
    }
    return found;
  }
}
