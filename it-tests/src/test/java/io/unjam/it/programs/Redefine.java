package io.unjam.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * An agent that gives a class the bytes of its class file again, as development tools do: once by
 * retransformation, behind whoever else transforms, and once by redefinition.
 */
public final class Redefine {
  private Redefine() {}

  /**
   * Called by the JVM when attached.
   *
   * @param className of a class that is loaded
   */
  public static void agentmain(String className, Instrumentation instrumentation) throws Exception {
    Class<?> type = Class.forName(className, false, ClassLoader.getSystemClassLoader());
    ClassFileTransformer unchanged =
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] bytes) {
            return redefined == type ? bytes.clone() : null;
          }
        };
    instrumentation.addTransformer(unchanged, true);
    instrumentation.retransformClasses(type);
    instrumentation.removeTransformer(unchanged);
    try (InputStream file =
        ClassLoader.getSystemResourceAsStream(className.replace('.', '/') + ".class")) {
      instrumentation.redefineClasses(new ClassDefinition(type, file.readAllBytes()));
    }
  }

  /** A jar that makes an agent of this class, which has to be on the class path. */
  public static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", Redefine.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    Path jar = folder.resolve("redefine.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
