package io.unjam.agent.boot;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.edit.Rewriter;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's classes that are loaded and can be sent through a transformer again. */
final class LoadedClasses {

  private final Instrumentation instrumentation;
  private final LoaderClassFiles files;

  LoadedClasses(Instrumentation instrumentation, LoaderClassFiles files) {
    this.instrumentation = instrumentation;
    this.files = files;
  }

  /** All of them: no array, no primitive, no hidden class, nothing of the JDK, nothing of ours. */
  List<Class<?>> all() {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray()
          && !type.isPrimitive()
          && !type.isHidden()
          && !UnjamTransformer.isPlatform(type.getModule(), type.getClassLoader())
          && !UnjamTransformer.isOurs(type.getName(), type.getClassLoader())
          && instrumentation.isModifiableClass(type)) {
        all.add(type);
      }
    }
    return all;
  }

  /** Those that some rules may touch. */
  List<Class<?>> touchedBy(Rewriter rewriter) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> type : all()) {
      if (mayTouch(rewriter, type)) {
        found.add(type);
      }
    }
    return found;
  }

  /** Whether some rules may touch a class, by its name and its class file. */
  boolean mayTouch(Rewriter rewriter, Class<?> type) {
    String name = type.getName().replace('.', '/');
    if (!rewriter.coversName(name)) {
      return false;
    }
    byte[] bytes = bytes(type);
    // Without its file a class is sent all the same; the transformer sees its bytes.
    return bytes == null || rewriter.mayTouch(name, bytes);
  }

  /** The class files that a class sees. */
  ClassFiles files(Class<?> type) {
    return files.of(type.getClassLoader());
  }

  /**
   * The class file that its loader hands out as a resource; {@code null} where it hands out none.
   */
  byte @Nullable [] bytes(Class<?> type) {
    return files(type).find(type.getName().replace('.', '/'));
  }
}
