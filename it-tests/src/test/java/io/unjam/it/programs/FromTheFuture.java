package io.unjam.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;

/** Tries to load a class file of a version that no JVM knows, says what came of it, and goes on. */
public final class FromTheFuture {

  /** What a run prints, to the letter. */
  public static final String OUTPUT = "refused, going on\n";

  private static final int VERSION = 250;

  private FromTheFuture() {}

  public static void main(String[] arguments) throws IOException {
    String name = Visitor.class.getName();
    byte[] bytes;
    try (InputStream in = FromTheFuture.class.getResourceAsStream("FromTheFuture$Visitor.class")) {
      bytes = in.readAllBytes();
    }
    bytes[6] = 0;
    bytes[7] = (byte) VERSION;
    try {
      Class<?> loaded = new Definer().define(name, bytes);
      System.out.println("loaded " + loaded);
    } catch (UnsupportedClassVersionError e) {
      System.out.println("refused, going on");
    }
  }

  private static final class Definer extends ClassLoader {
    Definer() {
      super(null);
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /** Has something that a rule can be about. */
  static final class Visitor {
    final ConcurrentHashMap<String, String> seen = new ConcurrentHashMap<>();

    void visit(String place) {
      seen.put(place, place);
    }
  }
}
