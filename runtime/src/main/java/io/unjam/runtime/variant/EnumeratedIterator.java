package io.unjam.runtime.variant;

import java.util.Enumeration;
import java.util.Iterator;

/**
 * What {@code keys()} and {@code elements()} return: an enumeration that, like the original's, is
 * also an iterator.
 */
@SuppressWarnings("JdkObsolete") // the signatures of the class we stand in for demand it
final class EnumeratedIterator<T> implements Iterator<T>, Enumeration<T> {
  private final Iterator<T> iterator;

  EnumeratedIterator(Iterator<T> iterator) {
    this.iterator = iterator;
  }

  @Override
  public boolean hasNext() {
    return iterator.hasNext();
  }

  @Override
  public T next() {
    return iterator.next();
  }

  @Override
  public void remove() {
    iterator.remove();
  }

  @Override
  public boolean hasMoreElements() {
    return iterator.hasNext();
  }

  @Override
  public T nextElement() {
    return iterator.next();
  }
}
