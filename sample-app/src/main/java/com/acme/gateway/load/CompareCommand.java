package com.acme.gateway.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: prints two results of {@code load --json} beside each other. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Prints two results of load --json beside each other, per write path.")
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "BEFORE", description = "the first run's JSON file")
  private Path before = Path.of("before.json");

  @Parameters(index = "1", paramLabel = "AFTER", description = "the second run's JSON file")
  private Path after = Path.of("after.json");

  @Override
  public Integer call() throws IOException {
    spec.commandLine()
        .getOut()
        .print(new Comparison(LoadResult.read(before), LoadResult.read(after)).table());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
