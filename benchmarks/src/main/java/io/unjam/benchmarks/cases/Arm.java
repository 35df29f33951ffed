package io.unjam.benchmarks.cases;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison: a program in a JVM of its own.
 *
 * @param label a few words for tables
 * @param program class name of a {@link io.unjam.benchmarks.workload.Workload}, or of a main class
 *     where a whole process is timed
 * @param parameters handed to the workload
 * @param rules what the agent is started with, or {@code null} where the JVM runs without it: the
 *     text of a rule file, or {@code file:NAME} for one of the folder {@code rules}
 * @param application the real application whose jars stand first on the class path, or {@code null}
 * @param jvmArguments more arguments of the JVM; {@code {lib:PREFIX}} in them stands for a library
 *     of the benchmarks
 */
public record Arm(
    String label,
    String program,
    Map<String, String> parameters,
    @Nullable String rules,
    @Nullable String application,
    List<String> jvmArguments) {

  public Arm {
    parameters = Map.copyOf(parameters);
    jvmArguments = List.copyOf(jvmArguments);
  }

  /** An arm without the agent. */
  public static Arm plain(String label, Class<?> program, Map<String, String> parameters) {
    return new Arm(label, program.getName(), parameters, null, null, List.of());
  }

  /** A real application at work, without the agent. */
  public static Arm application(String label, Class<?> program, String application) {
    return new Arm(label, program.getName(), Map.of(), null, application, List.of());
  }

  /** The same program with the agent and these rules. */
  public Arm withRules(String newLabel, String newRules) {
    return new Arm(newLabel, program, parameters, newRules, application, jvmArguments);
  }

  /** The same program with more arguments of the JVM. */
  public Arm withJvm(String newLabel, String... arguments) {
    return new Arm(newLabel, program, parameters, rules, application, List.of(arguments));
  }
}
