package io.unjam.agent.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.offline.Explained;
import io.unjam.transformers.plan.offline.OfflinePlan;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleError;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unjam plan}: what a rule file would do to an application, and why not more. */
@Command(
    name = "plan",
    description = {
      "Says what a rule file would do to an application: for every site whether it would be "
          + "rewritten and why, by the same decisions as in the running application. Runs nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {
      "",
      "Exit codes: 0 planned, 1 rules in error, classes that can't be read or a rule that found "
          + "nothing, 2 wrong usage."
    })
final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RULES", description = "A rule file.")
  private Path rules = Path.of("");

  @Option(
      names = "--classes",
      paramLabel = "JAR|DIR",
      required = true,
      arity = "1..*",
      description = "Jars (Spring Boot jars too) and folders of the application.")
  private List<Path> classes = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--diff",
      paramLabel = "CLASS",
      description = "Instead of the plan, print the bytecode of one class before and after.")
  private @Nullable String diff;

  @Option(
      names = "--why",
      paramLabel = "SITE",
      description = {
        "Instead of the plan, print what the decision about a site rests on: the steps of its proof, "
            + "or the instruction that breaks it. CLASS.METHOD:LINE or FILE.java:LINE, or their beginning; "
            + "'*' stands for any characters, and for several sites."
      })
  private @Nullable String why;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (why != null && diff != null) {
      throw new ParameterException(
          spec.commandLine(), "--why and --diff each take the plan's place: name one of them.");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ParseResult parsed = RuleParser.read(rules);
    if (!parsed.isValid()) {
      for (RuleError error : parsed.errors()) {
        err.println(error);
      }
      return 1;
    }
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
    String shown = diff;
    if (shown != null) {
      try (ClassPath path = ClassPath.open(classes)) {
        return ClassDiff.print(parsed.ruleFile(), path, shown, out, err) ? 0 : 1;
      }
    }
    OfflinePlan plan = OfflinePlan.of(parsed.ruleFile(), classes, this::progress);
    if (terminal.progress()) {
      err.print("\r\u001b[K");
      err.flush();
    }
    String asked = why;
    if (asked != null) {
      return explain(parsed.ruleFile(), plan, asked, out, err);
    }
    boolean allFound = true;
    boolean needNames = false;
    for (RuleUse use : plan.use()) {
      allFound &= use.complaint().isEmpty();
      needNames |= use.classes() == 0;
    }
    List<String> names = needNames ? classNames() : List.of();
    if (json) {
      JsonObject object = PlanPrinter.json(plan.plans(), plan.use(), plan.classes(), names);
      JsonArray problems = new JsonArray();
      for (Problem problem : plan.problems()) {
        JsonObject item = new JsonObject();
        item.addProperty("origin", problem.origin());
        item.addProperty("message", problem.text());
        problems.add(item);
      }
      object.add("problems", problems);
      out.println(CheckCommand.GSON.toJson(object));
    } else {
      new PlanPrinter(terminal).print(out, plan.plans(), plan.use(), plan.classes(), names);
      for (Problem problem : plan.problems()) {
        err.println(problem.origin() + ": " + problem.text());
      }
    }
    return allFound && plan.problems().isEmpty() ? 0 : 1;
  }

  private int explain(
      RuleFile ruleFile, OfflinePlan plan, String asked, PrintWriter out, PrintWriter err)
      throws IOException {
    Set<String> places;
    try {
      places = new SiteNames(plan.plans()).find(asked);
    } catch (CommandFailure unknown) {
      err.println(unknown.getMessage());
      return 1;
    }
    Set<String> names = new LinkedHashSet<>();
    for (ClassPlan each : plan.plans()) {
      for (Decision decision : each.decisions()) {
        if (places.contains(decision.site().place())) {
          names.add(each.className());
        }
      }
    }
    List<Explained> explained = Explained.of(ruleFile, classes, places, names);
    if (json) {
      out.println(CheckCommand.GSON.toJson(WhyPrinter.json(explained)));
    } else {
      new WhyPrinter(terminal).print(out, explained);
    }
    return 0;
  }

  private void progress(int done, int of) {
    if (terminal.progress()) {
      PrintWriter err = spec.commandLine().getErr();
      err.print("\rplanning " + done + " of " + of + " classes");
      err.flush();
    }
  }

  private List<String> classNames() throws IOException {
    List<String> names = new ArrayList<>();
    try (ClassPath path = ClassPath.open(classes)) {
      for (String name : path.names()) {
        names.add(name.replace('/', '.'));
      }
    }
    return names;
  }
}
