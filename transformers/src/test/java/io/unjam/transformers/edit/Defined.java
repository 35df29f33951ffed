package io.unjam.transformers.edit;

import org.objectweb.asm.ClassReader;

/** Classes made from edited bytes, apart from the originals that the tests' own loader has. */
final class Defined extends ClassLoader {
  private final byte[] bytes;

  private Defined(byte[] bytes) {
    super(Defined.class.getClassLoader());
    this.bytes = bytes;
  }

  /** Defines a class in a loader of its own. */
  static Class<?> from(byte[] bytes) {
    Defined loader = new Defined(bytes);
    return loader.defineClass(
        new ClassReader(bytes).getClassName().replace('/', '.'), loader.bytes, 0, bytes.length);
  }
}
