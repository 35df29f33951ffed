package io.unjam.apps;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts the one application of the class path, has several threads work with it, and checks it.
 * Arguments: a scratch folder, the number of threads, operations of each. The last lines on
 * standard output are {@code RESULT OPERATIONS CHECKS}, after one line {@code WRONG ...} for each
 * check that failed; the exit code is 1 then.
 */
public final class Drive {
  private Drive() {}

  /** Ends the JVM. */
  public static void main(String[] arguments) throws Exception {
    Path scratch = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    int operations = Integer.parseInt(arguments[2]);
    Checks checks = new Checks();
    try (Application application = theApplication()) {
      application.start(scratch, threads);
      work(application, threads, operations, checks);
      application.check(checks);
    }
    for (String failure : checks.failures()) {
      System.out.println("WRONG " + failure);
    }
    System.out.println("RESULT " + (long) threads * operations + " " + checks.made());
    System.exit(checks.failures().isEmpty() ? 0 : 1);
  }

  /**
   * The application of the class path.
   *
   * @throws IllegalStateException unless there is exactly one
   */
  public static Application theApplication() {
    List<Application> found = new ArrayList<>();
    ServiceLoader.load(Application.class).forEach(found::add);
    if (found.size() != 1) {
      throw new IllegalStateException("one application is expected, found " + found);
    }
    return found.get(0);
  }

  private static void work(Application application, int threads, int operations, Checks checks)
      throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Future<?>> runs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      runs.add(
          workers.submit(
              () -> {
                for (int done = 0; done < operations; done++) {
                  application.operation(thread);
                }
                return null;
              }));
    }
    workers.shutdown();
    for (Future<?> run : runs) {
      try {
        run.get();
      } catch (ExecutionException e) {
        e.printStackTrace();
        checks.that("a worker ended: " + e.getMessage(), false);
      }
    }
  }
}
