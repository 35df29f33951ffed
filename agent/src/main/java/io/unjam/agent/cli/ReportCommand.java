package io.unjam.agent.cli;

import io.unjam.agent.report.hlog.HistogramLog;
import io.unjam.agent.report.html.HtmlReport;
import io.unjam.agent.report.recording.JoinedRecordings;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unjam report}: a recording as a page or as JSON. */
@Command(
    name = "report",
    description = {
      "Makes one self-contained HTML page of a recording (agent option record=FILE|DIR), "
          + "or JSON, or a log of histograms.",
      "What of the recording can't be read is said, the rest is shown."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", "Exit codes: 0 written, 1 unreadable or unwritable, 2 wrong usage."})
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "RECORDING",
      arity = "1..*",
      description = "The recording; several, of runs that followed each other, are shown as one.")
  private List<Path> recordings = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write; else to standard output.")
  private @Nullable Path output;

  @Option(
      names = "--compare",
      paramLabel = "BEFORE",
      description = "A recording of before, to lay over the first.")
  private @Nullable Path compare;

  @Option(names = "--json", description = "Write JSON instead of a page.")
  private boolean json;

  @Option(
      names = "--hlog",
      description =
          "Write HdrHistogram's log format, a line per interval and site, tagged by site.")
  private boolean hlog;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if ((json ? 1 : 0) + (hlog ? 1 : 0) + (compare != null ? 1 : 0) > 1) {
      err.println("report: of --json, --hlog and --compare only one can be given");
      return 2;
    }
    try {
      Recording first = joined(err);
      Recording second = compare == null ? null : read(compare, "report", err);
      String text =
          hlog
              ? HistogramLog.of(first)
              : json ? CheckCommand.GSON.toJson(first) + "\n" : HtmlReport.of(first, second);
      if (output == null) {
        out.print(text);
        out.flush();
      } else {
        write(output, text);
      }
      return 0;
    } catch (IOException e) {
      complain(e, "report", err);
      return 1;
    }
  }

  private Recording joined(PrintWriter err) throws IOException {
    List<Recording> read = new ArrayList<>();
    for (Path file : recordings) {
      read.add(read(file, "report", err));
    }
    try {
      return JoinedRecordings.of(read);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Writes a file; what it throws has a sentence for the user. */
  static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " can't be written: its folder is not there", e);
    } catch (FileSystemException e) {
      String reason = e.getReason();
      throw new IOException(
          file + " can't be written: " + (reason == null ? e.toString() : reason), e);
    } catch (IOException e) {
      throw new IOException(file + " can't be written: " + e.getMessage(), e);
    }
  }

  /** Says in one line why a file can't be read or written. */
  static void complain(IOException e, String command, PrintWriter err) {
    if (e instanceof NoSuchFileException missing) {
      err.println(command + ": there is no file " + missing.getFile());
    } else if (e instanceof FileSystemException) {
      err.println(command + ": " + e);
    } else {
      err.println(command + ": " + e.getMessage());
    }
  }

  /** Reads as much of a recording as can be read, and says what can't. */
  static Recording read(Path file, String command, PrintWriter err) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder: name a recording in it");
    }
    Recording read = RecordingReader.read(file);
    for (String problem : read.problems()) {
      err.println(command + ": " + problem);
    }
    return read;
  }
}
