package io.unjam.agent.boot;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.edit.Reshaped;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.plan.Form;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's classes that are loaded and can be sent through a transformer again. */
final class LoadedClasses {

  private final Instrumentation instrumentation;
  private final LoaderClassFiles files;
  private final ReshapedClasses reshaped;

  LoadedClasses(Instrumentation instrumentation, LoaderClassFiles files, ReshapedClasses reshaped) {
    this.instrumentation = instrumentation;
    this.files = files;
    this.reshaped = reshaped;
  }

  /** All of them: no array, no primitive, no hidden class, nothing of the JDK, nothing of ours. */
  List<Class<?>> all() {
    Class<?> @Nullable [] loaded = instrumentation.getAllLoadedClasses();
    if (loaded == null) {
      // The JVM has ended, and its daemon threads run on for a moment: it tells nothing any more.
      return List.of();
    }
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> type : loaded) {
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
   * The class file that its loader hands out as a resource, in the form that the class was loaded
   * in; {@code null} where it hands out none.
   */
  byte @Nullable [] bytes(Class<?> type) {
    ClassFiles seen = files(type);
    byte[] bytes = seen.find(type.getName().replace('.', '/'));
    Form form = reshaped.form(type.getName(), type.getClassLoader());
    if (bytes == null || form.isAsItIs()) {
      return bytes;
    }
    Reshaped given = Reshaped.again(bytes, form, seen);
    return given == null || given.classFile() == null ? bytes : given.classFile();
  }
}
