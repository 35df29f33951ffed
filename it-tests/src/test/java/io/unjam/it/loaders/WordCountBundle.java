package io.unjam.it.loaders;

import io.unjam.it.programs.WordCount;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Runs {@link WordCount} out of a bundle when that is started. */
public final class WordCountBundle implements BundleActivator {

  /** Called by the framework. */
  public WordCountBundle() {}

  @Override
  public void start(BundleContext context) throws InterruptedException {
    if (WordCount.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
      throw new IllegalStateException("the class is not the bundle's");
    }
    WordCount.main(new String[0]);
  }

  @Override
  public void stop(BundleContext context) {}
}
