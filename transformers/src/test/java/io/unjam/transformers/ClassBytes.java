package io.unjam.transformers;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.JdkClassFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The class files that tests work on. */
public final class ClassBytes {
  private static final JdkClassFiles JDK = new JdkClassFiles();

  /** Those of the JDK and of the tests' own class path. */
  public static final ClassFiles ALL =
      name -> {
        byte[] bytes = JDK.find(name);
        return bytes == null ? onClassPath(name) : bytes;
      };

  private ClassBytes() {}

  /** The class file of a class of the test's class path. */
  public static byte[] of(Class<?> type) {
    return of(type.getName());
  }

  /** The class file of a class of the test's class path, by its binary name. */
  public static byte[] of(String name) {
    byte[] bytes = onClassPath(name.replace('.', '/'));
    if (bytes == null) {
      throw new IllegalArgumentException("no class file of " + name);
    }
    return bytes;
  }

  private static byte[] onClassPath(String internalName) {
    try (InputStream in =
        ClassBytes.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
