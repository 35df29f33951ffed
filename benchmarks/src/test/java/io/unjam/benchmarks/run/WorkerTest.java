package io.unjam.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.benchmarks.workload.Workload;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

  @TempDir private Path folder;

  /** An application that finds a wrong result, and whose own threads would go on. */
  public static final class Wrong implements Workload {
    @Override
    public void setUp(Map<String, String> parameters, int threads) {
      new Thread(Wrong::goOn, "of the application").start();
    }

    private static void goOn() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void call(int thread, long iteration) {
      throw new IllegalStateException("expected 1, found 2");
    }
  }

  @Test
  @Timeout(60)
  void endsWhereTheWorkloadFails() throws Exception {
    Path log = folder.resolve("log");
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                Wrong.class.getName(),
                "1")
            .redirectError(log.toFile())
            .start();
    try (BufferedReader answers = worker.inputReader(UTF_8);
        Writer requests = worker.outputWriter(UTF_8)) {
      assertThat(answers.readLine()).isEqualTo("READY");
      requests.write("10 false\n");
      requests.flush();
      assertThat(answers.readLine()).isNull();
      assertThat(worker.waitFor()).isEqualTo(1);
      assertThat(Files.readString(log)).contains("expected 1, found 2");
    } finally {
      worker.destroyForcibly();
    }
  }
}
