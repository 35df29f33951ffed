package io.unjam.runtime.bridge;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Takes the place of an agent's classes in what the JDK remembers of the last record that it made
 * {@code equals} or {@code hashCode} for.
 */
public final class RecordCaches {

  /** Of the system loader, with which it lives as long as the JVM. */
  private static final String STAYS = "io.unjam.agent.Unjam";

  /*
   * java.lang.runtime.ObjectMethods adapts a method handle of its own to the type of each component of a record, and a method handle
   * remembers its last adaptation (MethodHandle.asType): by a strong reference up to JDK 19, by a soft one for types of other loaders
   * later. Either names the component's class, and so keeps its loader until the next record comes along, or memory runs out. An
   * agent that has left is then kept by a cache of one entry. Here comes the next record: of a class that stays anyhow.
   */

  private RecordCaches() {}

  /**
   * Fills the entries anew. Any thread; later records of an agent fill them again.
   *
   * @throws ReflectiveOperationException if the entry class is not there
   * @throws IllegalStateException if this JDK makes the methods of records in another way
   */
  public static void occupy() throws ReflectiveOperationException {
    Class<?> staying = Class.forName(STAYS, false, ClassLoader.getSystemClassLoader());
    MethodHandle getter =
        MethodHandles.dropArguments(MethodHandles.constant(staying, null), 0, RecordCaches.class);
    make("equals", MethodType.methodType(boolean.class, RecordCaches.class, Object.class), getter);
    make("hashCode", MethodType.methodType(int.class, RecordCaches.class), getter);
  }

  private static void make(String method, MethodType type, MethodHandle getter) {
    try {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, type, RecordCaches.class, "component", getter);
    } catch (Throwable e) {
      throw new IllegalStateException("no " + method + " of a record: " + e, e);
    }
  }
}
