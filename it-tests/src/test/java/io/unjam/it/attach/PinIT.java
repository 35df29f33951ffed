package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Writers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Threads bound to processors, and what becomes of them, by what Linux says of each thread. */
class PinIT {

  private static final String PIN =
      """
        - name: writers
          at: { class: io.unjam.it.programs.Writers }
          pin: { threads: "writer-*" }
      """;

  private static final String TIME =
      """
        - name: writes
          at: { class: io.unjam.it.programs.Writers }
          time: { sample: 1 }
      """;

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("writers.unjam.yaml"), ShopRules.HEAD + PIN);
  }

  private RunningShop open(int version, String... options) throws Exception {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = FinishedJar.UNJAM.agentOption("rules=" + rules);
    return RunningShop.open(Jdk.require(version), Writers.class, all);
  }

  /**
   * Everything that a thread of this process may use: more than one, or there is nothing to see.
   */
  private static String everything(RunningShop program) throws Exception {
    String all = program.order("ask other");
    if (all.matches("\\d+")) {
      throw new TestAbortedException("this machine lets a process use one processor: " + all);
    }
    return all;
  }

  @Test
  void bindsTheNamedThreadsAndNoOthers() throws Exception {
    try (RunningShop program = open(25)) {
      String all = everything(program);
      String first = program.order("write writer-1");
      String second = program.order("write writer-2");

      assertThat(Set.of(first, second)).allMatch(it -> it.matches("\\d+")).hasSize(2);
      assertThat(program.order("write writer-1")).isEqualTo(first);
      assertThat(program.order("write reader-1")).isEqualTo(all);
      assertThat(program.order("virtual writer-3")).isEqualTo(all);
      // What the JVM would say of native access it has no reason to say.
      assertThat(program.stderr().lines().filter(it -> !it.contains("Sharing is only")))
          .hasSize(1)
          .first()
          .asString()
          .contains("self-test passed");
      assertThat(CommandLine.of(25).done("status", Long.toString(program.pid())))
          .contains("writer-1 on processor " + first, "writer-2 on processor " + second)
          .doesNotContain("reader-1 on", "writer-3 on");
    }
  }

  @Test
  void spreadsThreadsThatStartOneAnother() throws Exception {
    try (RunningShop program = open(25)) {
      everything(program);
      String first = program.order("write writer-1");
      program.order("start writer-1 writer-2");
      assertThat(program.order("ask writer-2")).as("Linux hands a binding on").isEqualTo(first);

      assertThat(program.order("write writer-2")).matches("\\d+").isNotEqualTo(first);
    }
  }

  @Test
  void offReloadAndDetachGiveTheProcessorsBack() throws Exception {
    CommandLine unjam = CommandLine.of(25);
    try (RunningShop program = open(25)) {
      String pid = Long.toString(program.pid());
      String all = everything(program);
      String bound = program.order("write writer-1");
      program.order("start writer-1 heir");
      assertThat(program.order("ask heir")).isEqualTo(bound);

      unjam.done("off", pid);
      assertThat(program.order("ask writer-1")).isEqualTo(all);
      assertThat(program.order("ask heir")).isEqualTo(all);
      assertThat(program.order("write writer-1")).isEqualTo(all);

      unjam.done("on", pid);
      assertThat(program.order("write writer-1")).matches("\\d+");

      // Other rules, and the one that binds as it was: nothing happens to the threads.
      Files.writeString(rules, ShopRules.HEAD + TIME + PIN);
      unjam.done("reload", pid);
      assertThat(program.order("ask writer-1")).matches("\\d+");

      Files.writeString(rules, ShopRules.HEAD + TIME + PIN.replace("writer-*", "reader-*"));
      unjam.done("reload", pid);
      assertThat(program.order("ask writer-1")).isEqualTo(all);
      assertThat(program.order("write reader-1")).matches("\\d+");
      assertThat(program.order("write writer-1")).isEqualTo(all);

      unjam.done("detach", pid);
      assertThat(program.order("ask reader-1")).isEqualTo(all);
      assertThat(program.order("write reader-1")).isEqualTo(all);

      unjam.done("attach", pid, "rules=" + rules);
      assertThat(program.order("write reader-1")).matches("\\d+");
    }
  }

  @Test
  void isRefusedBeforeJava22() throws Exception {
    try (RunningShop program = open(17)) {
      String all = program.order("ask other");
      assertThat(program.order("write writer-1")).isEqualTo(all);

      assertThat(CommandLine.of(17).done("status", Long.toString(program.pid())))
          .contains("0 applied", "needs Java 22 or later, and this is 17");
      assertThat(program.said(1).get(0))
          .contains("no thread is bound to a processor: it needs Java 22 or later");
    }
  }

  @Test
  void isRefusedWhereNativeAccessIsDenied() throws Exception {
    try (RunningShop program = open(25, "--illegal-native-access=deny")) {
      String all = program.order("ask other");
      assertThat(program.order("write writer-1")).isEqualTo(all);

      assertThat(program.said(1).get(0)).contains("started with --illegal-native-access=deny");
    }
  }
}
