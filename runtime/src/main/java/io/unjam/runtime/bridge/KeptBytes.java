package io.unjam.runtime.bridge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class file transformer that needs no agent: it knows some classes of the JDK by their bytes and
 * returns the bytes that were made of them once. It is what remains after a detach where maps of
 * ours may live on, which need the JDK's key sets patched: were no transformer left, the next
 * retransformation by any agent would take the patch away.
 *
 * <p>The handler of a proxy of {@code java.lang.instrument.ClassFileTransformer}, which this
 * package can't name: it depends on {@code java.base} alone. Safe for use by several threads. A
 * class whose bytes an agent before it has changed is not recognised and keeps them.
 */
public final class KeptBytes implements InvocationHandler {

  private final Map<String, byte[][]> kept = new HashMap<>();

  /** Knows no class. */
  public KeptBytes() {}

  /**
   * Adds a class.
   *
   * @param internalName with slashes, of the bootstrap loader
   * @param original what the JVM hands out
   * @param patched what is to be returned
   */
  public void add(String internalName, byte[] original, byte[] patched) {
    synchronized (kept) {
      kept.put(internalName, new byte[][] {original.clone(), patched.clone()});
    }
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    if (!method.getName().equals("transform") || arguments == null) {
      return ofObject(proxy, method.getName(), arguments);
    }
    // (loader, name, redefined, domain, bytes), since 9 with the module before them.
    int first = arguments.length - 5;
    Object loader = arguments[first];
    Object name = arguments[first + 1];
    Object bytes = arguments[first + 4];
    return loader == null && name instanceof String text && bytes instanceof byte[] original
        ? patched(text, original)
        : null;
  }

  private byte @Nullable [] patched(String internalName, byte[] original) {
    byte[][] pair;
    synchronized (kept) {
      pair = kept.get(internalName);
    }
    return pair != null && Arrays.equals(pair[0], original) ? pair[1].clone() : null;
  }

  private static @Nullable Object ofObject(
      Object proxy, String name, @Nullable Object @Nullable [] arguments) {
    return switch (name) {
      case "equals" -> arguments != null && arguments[0] == proxy;
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "Unjam's patch of the JDK's key sets";
      default -> null;
    };
  }
}
