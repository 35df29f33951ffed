package io.unjam.agent.boot;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends classes that were loaded before the agent through its transformer, in batches; a batch that
 * the JVM refuses goes class by class, so that one class never sinks the others.
 */
final class Retransformation {

  private static final int BATCH = 64;

  private final Instrumentation instrumentation;
  private final Failures failures;

  Retransformation(Instrumentation instrumentation, Failures failures) {
    this.instrumentation = instrumentation;
    this.failures = failures;
  }

  void run(List<Class<?>> classes) {
    for (int from = 0; from < classes.size(); from += BATCH) {
      List<Class<?>> batch =
          new ArrayList<>(classes.subList(from, Math.min(from + BATCH, classes.size())));
      try {
        instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
      } catch (Throwable e) {
        // Any member may have caused it, with any kind of LinkageError or an internal error.
        if (batch.size() == 1) {
          failures.add(batch.get(0).getName(), e);
        } else {
          for (Class<?> one : batch) {
            alone(one);
          }
        }
      }
    }
  }

  private void alone(Class<?> one) {
    try {
      instrumentation.retransformClasses(one);
    } catch (Throwable e) {
      // As above; and only this class keeps its bytes.
      failures.add(one.getName(), e);
    }
  }
}
