package io.unjam.it.attach;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * An agent that changes nothing and notes what becomes of classes: one line {@code load NAME
 * DIGEST} or {@code again NAME DIGEST} for each class that is loaded or retransformed, with the
 * bytes as the agents before it left them. Its argument is the file that it writes when the JVM
 * ends.
 */
public final class Witness implements ClassFileTransformer {

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final String only;

  private Witness(String only) {
    this.only = only;
  }

  /**
   * Called by the JVM when attached. Sends one class through all transformers at once, and notes
   * from then on what becomes of it, in the file at once.
   *
   * @param argument the file and the class, separated by a blank; or the file and prefixes of
   *     names, each after a blank and followed by a star: then nothing is noted later
   */
  public static void agentmain(String argument, Instrumentation instrumentation)
      throws ReflectiveOperationException, UnmodifiableClassException {
    if (argument.endsWith("*")) {
      noteAll(argument.split(" ", -1), instrumentation);
      return;
    }
    int blank = argument.lastIndexOf(' ');
    Path file = Path.of(argument.substring(0, blank));
    String className = argument.substring(blank + 1);
    Witness witness = new Witness(className.replace('.', '/'));
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] bytes) {
            witness.transform(loader, name, redefined, domain, bytes);
            witness.write(file);
            return null;
          }
        },
        true);
    instrumentation.retransformClasses(
        Class.forName(className, false, ClassLoader.getSystemClassLoader()));
  }

  /** Sends every class with such a name through all transformers, and notes what is left. */
  private static void noteAll(String[] arguments, Instrumentation instrumentation)
      throws UnmodifiableClassException {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      for (int i = 1; i < arguments.length; i++) {
        String prefix = arguments[i].substring(0, arguments[i].length() - 1);
        if (type.getName().startsWith(prefix)
            && instrumentation.isModifiableClass(type)
            && !type.isHidden()) {
          classes.add(type);
        }
      }
    }
    Witness witness = new Witness(null);
    instrumentation.addTransformer(witness, true);
    try {
      instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
    } finally {
      instrumentation.removeTransformer(witness);
    }
    witness.write(Path.of(arguments[0]));
  }

  /** Called by the JVM. */
  public static void premain(String file, Instrumentation instrumentation) {
    Witness witness = new Witness(null);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> witness.write(Path.of(file))));
    instrumentation.addTransformer(witness, true);
  }

  /** A jar that makes an agent of this class, which has to be on the class path. */
  static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Witness.class.getName());
    attributes.putValue("Agent-Class", Witness.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    Path jar = folder.resolve("witness.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
    if (only != null && !only.equals(name)) {
      return null;
    }
    seen.add((redefined == null ? "load " : "again ") + name + " " + digest(bytes));
    return null;
  }

  /** SHA-256 in hexadecimal. */
  static String digest(byte[] bytes) {
    try {
      return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(bytes)).toString(16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void write(Path file) {
    try {
      Files.write(file, List.copyOf(seen));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
