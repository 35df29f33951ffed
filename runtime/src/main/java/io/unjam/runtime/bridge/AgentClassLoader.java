package io.unjam.runtime.bridge;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent, the transformers and their relocated libraries from entries of the agent jar
 * that no other class loader takes for classes.
 *
 * <p>In the jar the class {@code io.unjam.agent.boot.Agent} is the entry {@code
 * unjam/io/unjam/agent/boot/Agent.classdata}, and every resource lies under {@code unjam/} too. The
 * names this loader defines and the names its parent is asked for are disjoint: {@code io.unjam.}
 * without {@code io.unjam.runtime.} is its own and never looked up elsewhere, all the rest is the
 * parent's and never looked up here. So no class of Unjam is ever in two loaders, whatever lies on
 * the application's class path.
 *
 * <p>Safe for use by several threads; parallel capable. After {@link #close} classes that are
 * loaded keep working and further ones are not found.
 */
public final class AgentClassLoader extends ClassLoader implements Closeable {

  static {
    registerAsParallelCapable();
  }

  private static final String OWN = "io.unjam.";
  private static final String SHARED = "io.unjam.runtime.";
  private static final String ROOT = "unjam/";

  private final File jar;
  private final ZipFile zip;

  /**
   * Opens the jar.
   *
   * @param jar the agent jar
   * @param parent a loader that sees {@code io.unjam.runtime}: the platform loader in an
   *     application (the runtime is on the bootstrap class path there), the system loader on the
   *     command line
   * @throws IOException if the jar can't be read
   */
  public AgentClassLoader(File jar, ClassLoader parent) throws IOException {
    super("unjam", parent);
    this.jar = jar;
    this.zip = new ZipFile(jar);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN) || name.startsWith(SHARED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = findClass(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = read(entryOfClass(name.replace('.', '/')));
    } catch (IOException | IllegalStateException e) {
      throw new ClassNotFoundException(name + " can't be read from " + jar, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name + " is not in " + jar);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      byte[] bytes = read(entryOfResource(name));
      if (bytes != null) {
        return new ByteArrayInputStream(bytes);
      }
    } catch (IOException | IllegalStateException e) {
      // The contract of this method knows no errors: unreadable is the same as absent.
      return null;
    }
    return super.getResourceAsStream(name);
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    String entry = entryOfResource(name);
    try {
      return zip.getEntry(entry) == null
          ? null
          : new URL("jar:" + jar.toURI().toURL() + "!/" + entry);
    } catch (MalformedURLException | IllegalStateException e) {
      // As above: unreadable is the same as absent.
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL own = findResource(name);
    return own == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(own));
  }

  /** The jar that this loader reads. */
  public File jar() {
    return jar;
  }

  /** Closes the jar. Idempotent. */
  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static String entryOfClass(String internalName) {
    return ROOT + internalName + ".classdata";
  }

  private static String entryOfResource(String name) {
    return name.endsWith(".class")
        ? entryOfClass(name.substring(0, name.length() - ".class".length()))
        : ROOT + name;
  }

  private byte @Nullable [] read(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null || entry.isDirectory()) {
      return null;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
