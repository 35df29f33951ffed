package io.unjam.it.loaders;

import io.unjam.it.programs.WordCount;
import java.io.IOException;
import java.io.InputStream;

/**
 * Runs {@link WordCount} in a class loader that is an application's own; which one, the argument
 * says. Checks that the class is that loader's.
 */
public final class OwnLoader extends ClassLoader {

  /** Whom the loader asks, and when. */
  enum Manner {
    /** Its own classes first, then the parent's, as web containers do. */
    PARENT_LAST,
    /** Its own classes first, then the JDK's by the bootstrap loader; there is no parent. */
    NO_PARENT,
    /** Its own classes, and of the JDK what is called {@code java}; the rest it hides. */
    SANDBOX
  }

  // By their names: as a constant the class would be loaded from the class path, too.
  private static final String PACKAGE = "io.unjam.it.programs.";
  private static final String PROGRAM = PACKAGE + "WordCount";

  private final Manner manner;

  private OwnLoader(Manner manner) {
    super(manner.name(), manner == Manner.NO_PARENT ? null : OwnLoader.class.getClassLoader());
    this.manner = manner;
  }

  public static void main(String[] arguments) throws ReflectiveOperationException {
    OwnLoader loader = new OwnLoader(Manner.valueOf(arguments[0]));
    Class<?> program = loader.loadClass(PROGRAM);
    if (program.getClassLoader() != loader) {
      throw new IllegalStateException(program + " is of " + program.getClassLoader());
    }
    program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (name.startsWith(PACKAGE)) {
        return define(name);
      }
      if (manner == Manner.SANDBOX && !name.startsWith("java.")) {
        throw new ClassNotFoundException(name + " is not for this sandbox");
      }
      return super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = OwnLoader.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
