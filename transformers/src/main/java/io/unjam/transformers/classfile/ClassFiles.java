package io.unjam.transformers.classfile;

import org.jspecify.annotations.Nullable;

/**
 * Where class files come from when an analysis asks about a type it does not hold: never by loading
 * a class.
 */
public interface ClassFiles {
  /**
   * The bytes of a class file.
   *
   * @param internalName {@code java/util/Map}
   * @return {@code null} where there is none; the asker then knows nothing about the type
   */
  byte @Nullable [] find(String internalName);
}
