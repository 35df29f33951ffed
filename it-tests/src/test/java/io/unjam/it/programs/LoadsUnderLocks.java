package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Threads load classes again and again, in one class loader and in several, while they hold locks
 * of the application, some of which static initialisers take too. Always in the same order, so that
 * nothing here can wait for ever. Each round prints a line, until standard input ends.
 */
public final class LoadsUnderLocks {

  private static final int THREADS = 4;
  private static final int ROUNDS = 20;

  /** Taken before a class is loaded. */
  private static final Object[] OUTER = {new Object(), new Object()};

  /** Taken by static initialisers, under one of the others or under none. */
  private static final Object INNER = new Object();

  private static final ConcurrentHashMap<Integer, String> VISITS = new ConcurrentHashMap<>();

  private LoadsUnderLocks() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    byte[] visitor = bytes("LoadsUnderLocks$Visitor");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("open");
    int done = 0;
    while (!orders.readLine().isEmpty()) {
      for (int i = 0; i < ROUNDS; i++) {
        round(visitor);
      }
      done += ROUNDS;
      System.out.println(VISITS.size() == done * (THREADS + 1) ? "done " + done : "lost " + VISITS);
    }
    System.out.println("closed");
  }

  private static void round(byte[] visitor) throws InterruptedException {
    Definer shared = new Definer(visitor);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                synchronized (OUTER[number % OUTER.length]) {
                  visit(shared);
                  visit(new Definer(visitor));
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void visit(ClassLoader loader) {
    try {
      Class.forName("io.unjam.it.programs.LoadsUnderLocks$Visitor", true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String simpleName) {
    try (InputStream in = LoadsUnderLocks.class.getResourceAsStream(simpleName + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by the static initialiser of each {@link Visitor}. */
  static void note(String visitor) {
    synchronized (INNER) {
      VISITS.put(VISITS.size(), visitor);
    }
  }

  /** Parallel capable, as the JDK's own loaders are. */
  private static final class Definer extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    private final byte[] visitor;

    Definer(byte[] visitor) {
      super(LoadsUnderLocks.class.getClassLoader());
      this.visitor = visitor;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.endsWith("$Visitor")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : defineClass(name, visitor, 0, visitor.length);
      }
    }
  }

  /** Is loaded a great many times. */
  public static final class Visitor {
    private static final ConcurrentHashMap<String, String> SEEN = new ConcurrentHashMap<>();

    static {
      SEEN.put("a", "b");
      // Another loader's class, in another runtime package: by a bridge that both know.
      Bridge.note(SEEN.get("a"));
    }

    private Visitor() {}
  }

  /** What visitors of every loader see. */
  public static final class Bridge {
    private Bridge() {}

    /** Notes a visit. */
    public static void note(String visitor) {
      LoadsUnderLocks.note(visitor);
    }
  }
}
