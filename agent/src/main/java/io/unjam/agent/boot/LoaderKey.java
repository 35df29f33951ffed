package io.unjam.agent.boot;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A class loader of the application as the key of a map: held weakly and compared by identity, so
 * that neither {@code equals} nor {@code hashCode} of a foreign class is ever called.
 */
final class LoaderKey extends WeakReference<ClassLoader> {
  private final int hash;

  /**
   * A key.
   *
   * @param queue takes the key when its loader is gone; {@code null} for one that is only compared
   */
  LoaderKey(ClassLoader loader, @Nullable ReferenceQueue<ClassLoader> queue) {
    super(loader, queue);
    hash = System.identityHashCode(loader);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    ClassLoader mine = get();
    return mine != null && other instanceof LoaderKey that && that.refersTo(mine);
  }
}
