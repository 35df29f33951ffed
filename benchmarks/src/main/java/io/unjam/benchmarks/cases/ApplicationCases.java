package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import io.unjam.benchmarks.workload.ApplicationLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * Real applications, unmodified, at work with their shipped rules and with every write of theirs
 * timed. To add one see {@code it-tests/applications}.
 */
final class ApplicationCases {
  private static final double NOT_SLOWER = 0.97;
  private static final List<Integer> THREADS = List.of(4);

  private ApplicationCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    add(all, "h2", "org.h2");
    add(all, "hsqldb", "org.hsqldb");
    add(all, "derby", "org.apache.derby");
    add(all, "zookeeper", "org.apache.zookeeper");
    add(all, "tomcat", "org.apache");
    add(all, "kafka", "org.apache.kafka");
    return all;
  }

  private static void add(List<Case> all, String name, String timed) {
    Arm plain = Arm.application("without the agent", ApplicationLoad.class, name);
    add(
        all,
        "apps/" + name,
        plain,
        plain.withRules("shipped rules", "file:" + name + ".unjam.yaml"));
    add(
        all,
        "apps/" + name + "-timed",
        plain,
        plain.withRules("every write timed", TimeCases.TIME_ALL.formatted(timed)));
  }

  private static void add(List<Case> all, String name, Arm plain, Arm variant) {
    all.add(
        Cases.throughput(
                name, "unmodified, " + variant.label(), NOT_SLOWER, THREADS, plain, variant)
            .ofProgram());
    all.add(
        new Case(
                name,
                "unmodified, " + variant.label(),
                Metric.P99,
                1 / NOT_SLOWER,
                THREADS,
                plain,
                variant,
                Cases.ROUND_MILLIS)
            .ofProgram());
  }
}
