package io.unjam.agent.cli;

import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.plan.reach.Reach;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unjam reach}: what of an application could be striped, and what stands in the way. */
@Command(
    name = "reach",
    description = {
      "Says what could be striped in an application that no rule is written for yet: every lock with "
          + "the hash maps and sets beside it is put to the proof, without anybody's word, and where it is "
          + "refused, with each single word of 'assume:'. Prints the rule of what is proven. Runs nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", "Exit codes: 0 looked at, 1 jars or classes that can't be read, 2 wrong usage."})
final class ReachCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--classes",
      paramLabel = "JAR|DIR",
      required = true,
      arity = "1..*",
      description = "Jars (Spring Boot jars too) and folders of the application.")
  private List<Path> classes = List.of();

  @ArgGroup private Format format = new Format();

  /** At most one of these. */
  private static final class Format {
    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(
        names = "--markdown",
        description = "Print tables by jar and by reason, as docs/reach.md has them.")
    private boolean markdown;
  }

  ReachCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean missing = false;
    for (Path root : classes) {
      if (!Files.exists(root)) {
        err.println(root + ": there is no such file or folder");
        missing = true;
      }
    }
    if (missing) {
      return 1;
    }
    Reach reach = Reach.of(classes, this::progress);
    if (terminal.progress()) {
      err.print("\r\u001b[K");
      err.flush();
    }
    if (format.json) {
      out.println(CheckCommand.GSON.toJson(ReachPrinter.json(reach)));
    } else if (format.markdown) {
      ReachTables.print(out, reach);
    } else {
      new ReachPrinter(terminal).print(out, reach);
    }
    for (Problem problem : reach.problems()) {
      err.println(problem.origin() + ": " + problem.text());
    }
    return reach.problems().isEmpty() ? 0 : 1;
  }

  private void progress(int done, int of) {
    if (terminal.progress()) {
      PrintWriter err = spec.commandLine().getErr();
      err.print("\rlooking at " + done + " of " + of + " classes");
      err.flush();
    }
  }
}
