package io.unjam.benchmarks.workload;

import io.unjam.apps.Application;
import io.unjam.apps.Checks;
import io.unjam.apps.Drive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real application of the class path at work; all that must hold is checked after each round.
 */
public final class ApplicationLoad implements Workload {
  private @Nullable Application application;
  private @Nullable Path scratch;

  @Override
  public void setUp(Map<String, String> parameters, int threads) throws Exception {
    Path folder = Files.createTempDirectory("application");
    scratch = folder;
    Application found = Drive.theApplication();
    application = found;
    found.start(folder, threads);
  }

  private Application started() {
    if (application == null) {
      throw new IllegalStateException("not set up");
    }
    return application;
  }

  @Override
  public void call(int thread, long iteration) throws Exception {
    started().operation(thread);
  }

  @Override
  public void afterRound(long calls) throws Exception {
    Checks checks = new Checks();
    started().check(checks);
    if (!checks.failures().isEmpty()) {
      throw new IllegalStateException(String.join("; ", checks.failures()));
    }
  }

  @Override
  public void tearDown() throws Exception {
    started().close();
    if (scratch != null) {
      delete(scratch);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
