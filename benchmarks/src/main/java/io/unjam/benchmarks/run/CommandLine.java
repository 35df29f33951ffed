package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Arm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command of an arm's JVM, up to and without its main class. */
final class CommandLine {
  private static final String RULE_FILE = "file:";
  private static final Pattern LIBRARY = Pattern.compile("\\{lib:([^}]+)\\}");

  private CommandLine() {}

  /** Where an arm with the agent leaves its report at its end. */
  static Path report(Path scratch) {
    return scratch.resolve("report.json");
  }

  static List<String> of(Jdk jdk, Layout layout, Arm arm, Path scratch) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    String rules = arm.rules();
    if (rules != null) {
      command.add(
          "-javaagent:"
              + layout.agent()
              + "=rules="
              + ruleFile(layout, rules, scratch)
              + (arm.application() == null ? "" : ",report=" + report(scratch)));
    }
    command.add("-Xmx3g");
    command.add("-XX:+UseParallelGC");
    for (String argument : arm.jvmArguments()) {
      Matcher library = LIBRARY.matcher(argument);
      command.add(
          library.replaceAll(
              match -> Matcher.quoteReplacement(layout.library(match.group(1)).toString())));
    }
    command.add("-cp");
    String application = arm.application();
    command.add(
        application == null
            ? layout.workerClassPath()
            : layout.applicationClassPath(application)
                + File.pathSeparator
                + layout.workerClassPath());
    return command;
  }

  private static Path ruleFile(Layout layout, String rules, Path scratch) throws IOException {
    if (rules.startsWith(RULE_FILE)) {
      return layout.rules(rules.substring(RULE_FILE.length()));
    }
    Path file = Files.createTempFile(scratch, "rules", ".yaml");
    return Files.writeString(file, rules);
  }
}
