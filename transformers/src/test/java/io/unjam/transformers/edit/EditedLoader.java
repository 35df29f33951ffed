package io.unjam.transformers.edit;

import io.unjam.transformers.ClassBytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads rewritten classes beside stand-ins of the runtime, so that the bytecode alone is under
 * test. Classes in {@code com.acme} and the runtime's are defined here, all others come from the
 * parent.
 */
final class EditedLoader extends ClassLoader {
  private final Map<String, byte[]> classes = new HashMap<>(StandIns.compiled());

  private EditedLoader() {
    super(EditedLoader.class.getClassLoader());
  }

  /** Rewrites and defines a class and its nested classes. */
  static Class<?> load(Rewriter rewriter, Class<?> type) throws ClassNotFoundException {
    EditedLoader loader = new EditedLoader();
    loader.add(rewriter, type);
    return Class.forName(type.getName(), true, loader);
  }

  /** Defines a class from its bytes. */
  static Class<?> define(String name, byte[] bytes) throws ClassNotFoundException {
    EditedLoader loader = new EditedLoader();
    loader.classes.put(name, bytes);
    return Class.forName(name, true, loader);
  }

  private void add(Rewriter rewriter, Class<?> type) {
    byte[] original = ClassBytes.of(type);
    Rewritten result = rewriter.rewrite(original, ClassBytes.ALL);
    if (result.failure() != null) {
      throw new AssertionError(type + ": " + result.failure());
    }
    classes.put(type.getName(), result.edited() == null ? original : result.edited());
    for (Class<?> nested : type.getDeclaredClasses()) {
      add(rewriter, nested);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = classes.get(name);
      if (bytes == null && name.startsWith("com.acme.fixture.")) {
        bytes = ClassBytes.of(name);
      }
      return bytes == null
          ? super.loadClass(name, resolve)
          : defineClass(name, bytes, 0, bytes.length);
    }
  }
}
