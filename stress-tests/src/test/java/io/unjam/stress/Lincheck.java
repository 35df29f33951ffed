package io.unjam.stress;

import io.unjam.stress.lincheck.Linearizability;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts Lincheck in one of its modes, in a JVM of its own. */
final class Lincheck {

  /** What its own agent needs of a JDK, by its manual. */
  private static final List<String> OPENED =
      List.of(
          "-XX:+EnableDynamicAgentLoading",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.util=ALL-UNNAMED",
          "--add-exports=java.base/sun.security.action=ALL-UNNAMED");

  private static final Duration AT_MOST = Duration.ofMinutes(Effort.asked().of(8, 240));

  private Lincheck() {}

  /** Threads run freely. */
  static CheckerJvm stress(int jdk, String... arguments) throws IOException, InterruptedException {
    return CheckerJvm.run(
        jdk, folder("stress", jdk, arguments), AT_MOST, command(List.of(), "stress", arguments));
  }

  /** Lincheck decides every step. */
  static CheckerJvm model(int jdk, String... arguments) throws IOException, InterruptedException {
    // Most of the work is rewriting classes once.
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return CheckerJvm.run(
        jdk, folder("model", jdk, arguments), AT_MOST, command(options, "model", arguments));
  }

  private static String folder(String mode, int jdk, String... arguments) {
    return "lincheck-" + mode + "-" + String.join("", arguments) + jdk;
  }

  private static List<String> command(List<String> options, String mode, String... arguments) {
    List<String> command = new ArrayList<>(OPENED);
    command.addAll(options);
    command.add("-Xmx768m");
    command.add(Linearizability.class.getName());
    command.add(mode);
    command.addAll(List.of(arguments));
    return command;
  }
}
