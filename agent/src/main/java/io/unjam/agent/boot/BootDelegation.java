package io.unjam.agent.boot;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which packages an OSGi framework delegates to the bootstrap loader for all its bundles: the
 * setting {@code org.osgi.framework.bootdelegation}. Immutable.
 */
final class BootDelegation {

  private static final String SETTING = "org.osgi.framework.bootdelegation";
  private static final String REFERENCE = "org.osgi.framework.BundleReference";

  private final String setting;

  /** A setting as the specification of OSGi writes it. */
  BootDelegation(String setting) {
    this.setting = setting;
  }

  /**
   * The setting that is in force for a class loader; {@code null} if that is not a bundle's.
   *
   * <p>The framework is asked where the bundle is active enough to have a context; else the system
   * property of the same name counts, which is how most frameworks are told.
   */
  static @Nullable BootDelegation of(ClassLoader loader) {
    Class<?> reference = reference(loader.getClass(), new HashSet<>());
    if (reference == null) {
      return null;
    }
    String setting = null;
    try {
      Object bundle = reference.getMethod("getBundle").invoke(loader);
      if (bundle != null) {
        ClassLoader osgi = reference.getClassLoader();
        Object context =
            Class.forName("org.osgi.framework.Bundle", false, osgi)
                .getMethod("getBundleContext")
                .invoke(bundle);
        if (context != null) {
          setting =
              (String)
                  Class.forName("org.osgi.framework.BundleContext", false, osgi)
                      .getMethod("getProperty", String.class)
                      .invoke(context, SETTING);
        }
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // A bundle that is being uninstalled, or a framework that forbids it: the property is left.
      setting = null;
    }
    if (setting == null) {
      setting = System.getProperty(SETTING, "");
    }
    return new BootDelegation(setting);
  }

  /** The interface by which a bundle's class loader shows itself. */
  private static @Nullable Class<?> reference(@Nullable Class<?> type, Set<Class<?>> seen) {
    if (type == null || !seen.add(type)) {
      return null;
    }
    if (type.getName().equals(REFERENCE)) {
      return type;
    }
    for (Class<?> each : type.getInterfaces()) {
      Class<?> found = reference(each, seen);
      if (found != null) {
        return found;
      }
    }
    return reference(type.getSuperclass(), seen);
  }

  /** Whether a package is found: by its name, by {@code prefix.*} or by {@code *}. */
  boolean covers(String packageName) {
    for (String entry : setting.split(",", -1)) {
      String pattern = entry.strip();
      boolean covered =
          pattern.endsWith("*")
              ? packageName.startsWith(pattern.substring(0, pattern.length() - 1))
              : packageName.equals(pattern);
      if (covered) {
        return true;
      }
    }
    return false;
  }
}
