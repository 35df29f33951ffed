package io.unjam.transformers.classfile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The class files of the JDK that runs this code, read from its image. Thread-safe; package to
 * module is looked up once for all packages.
 */
public final class JdkClassFiles implements ClassFiles {
  private final FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
  private final Map<String, String> modules = new HashMap<>();

  /** Opens the running JDK's image. */
  public JdkClassFiles() {
    try (var packages = Files.newDirectoryStream(image.getPath("/packages"))) {
      for (Path pack : packages) {
        try (var links = Files.newDirectoryStream(pack)) {
          for (Path link : links) {
            // A package's parent folders are listed under every module that has something below.
            String name = pack.getFileName().toString().replace('.', '/');
            String module = link.getFileName().toString();
            if (Files.isDirectory(image.getPath("/modules", module, name))) {
              modules.merge(name, module, (one, two) -> one + " " + two);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the JDK's image can't be read", e);
    }
  }

  @Override
  public byte @Nullable [] find(String internalName) {
    int slash = internalName.lastIndexOf('/');
    String names = modules.get(internalName.substring(0, Math.max(slash, 0)));
    if (names == null) {
      return null;
    }
    for (String module : names.split(" ", -1)) {
      Path file = image.getPath("/modules", module, internalName + ".class");
      try {
        if (Files.isRegularFile(file)) {
          return Files.readAllBytes(file);
        }
      } catch (IOException unreadable) {
        // As good as missing: whoever asks then knows nothing about the type.
        return null;
      }
    }
    return null;
  }
}
