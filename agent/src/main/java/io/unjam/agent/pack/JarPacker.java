package io.unjam.agent.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Build step, not shipped: turns the shaded jar into {@code unjam.jar}. The entry class and {@code
 * io.unjam.runtime} stay classes; everything else goes under {@code unjam/} and is called {@code
 * .classdata}, so that no class loader but our own takes it for a class.
 *
 * <p>The result depends on the contents of the input alone, not on its order, time stamps or
 * attributes: the same contents give the same bytes.
 */
public final class JarPacker {

  private static final String ENTRY_CLASS = "io/unjam/agent/Unjam.class";
  private static final String RUNTIME = "io/unjam/runtime/";
  private static final String OWN = "io/unjam/";
  private static final String HIDDEN = "unjam/";
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private JarPacker() {}

  /**
   * Packs.
   *
   * @param arguments the shaded jar, the manifest, the licence, a folder of notices (both go under
   *     {@code META-INF}), the list of what it is made of, the jar to write
   * @throws IOException if one of them can't be read or written
   */
  public static void main(String[] arguments) throws IOException {
    pack(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Path.of(arguments[2]),
        Path.of(arguments[3]),
        Path.of(arguments[4]),
        Path.of(arguments[5]));
  }

  /**
   * Packs.
   *
   * @throws IOException if a file can't be read or written
   * @throws IllegalStateException if the shaded jar holds what must not be shipped
   */
  public static void pack(
      Path shaded, Path manifest, Path licence, Path notices, Path sbom, Path target)
      throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(shaded.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (entry.isDirectory() || entry.getName().equals(MANIFEST)) {
          continue;
        }
        String name = place(entry.getName());
        try (InputStream in = zip.getInputStream(entry)) {
          if (entries.put(name, in.readAllBytes()) != null) {
            throw new IllegalStateException(name + " is in " + shaded + " twice");
          }
        }
      }
    }
    entries.put("META-INF/sbom/unjam.cdx.json", Files.readAllBytes(sbom));
    entries.put("META-INF/LICENSE", Files.readAllBytes(licence));
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(notices)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      String name = notices.relativize(file).toString().replace('\\', '/');
      entries.put("META-INF/" + name, Files.readAllBytes(file));
    }

    // Written beside the target and moved: whoever runs the jar while it is rebuilt keeps a whole
    // one.
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part));
        ZipOutputStream out = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
      // First, as jar tools expect it.
      write(out, MANIFEST, Files.readAllBytes(manifest));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        write(out, entry.getKey(), entry.getValue());
      }
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where an entry of the shaded jar goes. */
  static String place(String name) {
    if (name.equals(ENTRY_CLASS)) {
      return name;
    }
    if (name.startsWith(RUNTIME)) {
      if (!name.endsWith(".class")) {
        throw new IllegalStateException("the runtime has no resources, but here is " + name);
      }
      return name;
    }
    if (!name.startsWith(OWN)) {
      throw new IllegalStateException(name + " is neither ours nor relocated");
    }
    return name.endsWith(".class")
        ? HIDDEN + name.substring(0, name.length() - ".class".length()) + ".classdata"
        : HIDDEN + name;
  }

  private static void write(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // Local time by the format's definition, so no time zone comes in.
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
