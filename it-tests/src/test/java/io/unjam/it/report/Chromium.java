package io.unjam.it.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A real browser without a window. */
record Chromium(Path program, Path profile) {

  /**
   * The browser of this system; without one the calling test counts as skipped, with the reason.
   */
  static Chromium require(Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "bash", Settings.target().resolveSibling("containers/chromium").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new TestAbortedException(said.substring(said.lastIndexOf('\n') + 1));
    }
    return new Chromium(Path.of(said), profile);
  }

  /** What a run left: the document as the browser understood it, and what its console said. */
  record Seen(String dom, String console) {}

  /** The document that it makes of a page. */
  Seen read(Path page) throws IOException, InterruptedException {
    return run(List.of("--dump-dom", page.toUri().toString()));
  }

  /**
   * A picture of a page.
   *
   * @param dark whether its user prefers dark colours
   */
  Seen shoot(Path page, Path picture, int width, int height, boolean dark)
      throws IOException, InterruptedException {
    return run(
        List.of(
            "--hide-scrollbars",
            "--window-size=" + width + "," + height,
            "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
            "--screenshot=" + picture,
            page.toUri().toString()));
  }

  private Seen run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + profile));
    command.addAll(arguments);
    Path out = Files.createTempFile(profile, "out", ".txt");
    Path err = Files.createTempFile(profile, "err", ".txt");
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!browser.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the browser does not end: " + Files.readString(err));
      }
    } finally {
      browser.destroyForcibly();
    }
    return new Seen(Files.readString(out), Files.readString(err));
  }
}
