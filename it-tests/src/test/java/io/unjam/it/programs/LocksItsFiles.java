package io.unjam.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A class loader that takes a lock for each file that it hands out, and two threads that load
 * classes by it: one holds that lock, the other one the loader. Neither asks the loader for a file,
 * so they wait for each other only if somebody else asks it for one.
 */
public final class LocksItsFiles extends ClassLoader {

  /** What the program prints, to the letter. */
  public static final String OUTPUT = "loaded both, took down Shelf\n";

  private static final String PACKAGE = LocksItsFiles.class.getPackageName();

  /** For each file, and for whatever else has to be done with all files in place. */
  private final Object files = new Object();

  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch locked = new CountDownLatch(1);

  private LocksItsFiles() {
    super("locks its files", LocksItsFiles.class.getClassLoader());
  }

  public static void main(String[] arguments)
      throws InterruptedException, ReflectiveOperationException {
    LocksItsFiles loader = new LocksItsFiles();
    Thread other = new Thread(loader::loadWithFilesLocked);
    other.start();
    Class<?> shelf = loader.loadClass(PACKAGE + ".LocksItsFiles$Shelf");
    other.join();
    Object taken = shelf.getMethod("take").invoke(null);
    System.out.println("loaded both, took down " + taken);
  }

  private void loadWithFilesLocked() {
    try {
      loading.await();
      synchronized (files) {
        locked.countDown();
        loadClass(PACKAGE + ".LocksItsFiles$Other");
      }
    } catch (InterruptedException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As of any loader that can't load in parallel: the loader is locked. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (!name.startsWith(LocksItsFiles.class.getName() + "$")) {
        return super.loadClass(name, resolve);
      }
      byte[] bytes = bytes(name);
      if (name.endsWith("Shelf")) {
        loading.countDown();
        awaitLocked();
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private void awaitLocked() {
    try {
      locked.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = LocksItsFiles.class.getClassLoader().getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    synchronized (files) {
      return super.getResourceAsStream(name);
    }
  }

  /** Is loaded by the thread that holds the lock. */
  public static class Other {
    /** How it is called. */
    public String name() {
      return "Other";
    }
  }

  /** Is loaded by the thread that holds the loader; who verifies it has to look at other files. */
  public static final class Shelf extends Other {
    private static final ConcurrentHashMap<String, Other> THINGS = new ConcurrentHashMap<>();

    private Shelf() {}

    /** Puts a thing there and takes it down. */
    public static String take() {
      THINGS.put("a", new Shelf());
      return THINGS.size() > 1 ? new Third().name() : nameOf(new Shelf());
    }

    private static String nameOf(Other other) {
      return other.name();
    }

    @Override
    public String name() {
      return "Shelf";
    }
  }

  /** Another one. */
  public static final class Third extends Other {}
}
