package io.unjam.transformers.plan;

/**
 * Classes that no rule reaches, whatever its pattern says: the platform's own, this product's, and
 * those that libraries generate at run time (their makers check, cache or regenerate them).
 */
public final class Untouchable {
  private static final String[] PREFIXES = {
    "java/",
    "jdk/",
    "sun/",
    "com/sun/proxy/",
    "io/unjam/runtime/",
    "io/unjam/agent/",
    "io/unjam/transformers/"
  };

  private static final String[] MARKS = {
    "$Proxy",
    "$$Lambda",
    "$$EnhancerBy",
    "$$FastClassBy",
    "$$SpringCGLIB$$",
    "$HibernateProxy$",
    "$ByteBuddy$",
    "$MockitoMock$",
    "_$$_"
  };

  private Untouchable() {}

  /** Whether a class, by its internal name, is one of them. */
  public static boolean contains(String internalName) {
    for (String prefix : PREFIXES) {
      if (internalName.startsWith(prefix)) {
        return true;
      }
    }
    if (internalName.indexOf('$') >= 0) {
      for (String mark : MARKS) {
        if (internalName.contains(mark)) {
          return true;
        }
      }
    }
    return false;
  }
}
