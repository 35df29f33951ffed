package io.unjam.agent.boot;

import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.edit.Rewritten;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls for every class that is loaded or retransformed.
 *
 * <p>Runs under class-loading locks of the application: it loads none of the application's classes,
 * waits for nothing, and whatever happens in it the class keeps its original bytes at worst.
 */
final class UnjamTransformer implements ClassFileTransformer {

  private final Rewriter rewriter;
  private final Probe probe;
  private final LoaderClassFiles files;
  private final DecisionStore decisions;
  private final Failures failures;

  UnjamTransformer(
      Rewriter rewriter,
      Probe probe,
      LoaderClassFiles files,
      DecisionStore decisions,
      Failures failures) {
    this.rewriter = rewriter;
    this.probe = probe;
    this.files = files;
    this.decisions = decisions;
    this.failures = failures;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] bytes) {
    // Hidden classes come without a name or are made to look like their host; neither is edited.
    if (className == null
        || isPlatform(module, loader)
        || (classBeingRedefined != null && classBeingRedefined.isHidden())) {
      return null;
    }
    try {
      if (loader == probe.loader()) {
        return probe.rewriter().rewrite(bytes, files.of(loader)).edited();
      }
      if (!rewriter.mayTouch(className, bytes)) {
        return null;
      }
      Rewritten rewritten = rewriter.rewrite(bytes, files.of(loader));
      if (rewritten.failure() != null) {
        failures.add(className.replace('/', '.'), rewritten.failure());
      } else {
        decisions.add(rewritten.plan());
      }
      return rewritten.edited();
    } catch (Throwable e) {
      // The boundary to the application: an error of ours, a full heap or a deep stack must not
      // keep its class from loading, and the JVM would swallow it without a word.
      failures.add(className.replace('/', '.'), e);
      return null;
    }
  }

  /** Whether a class is part of the JDK, by where it lies and not by its name. */
  static boolean isPlatform(@Nullable Module module, @Nullable ClassLoader loader) {
    return module != null
        && module.isNamed()
        && (loader == null || loader == ClassLoader.getPlatformClassLoader());
  }
}
