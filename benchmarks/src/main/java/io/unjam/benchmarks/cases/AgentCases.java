package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import io.unjam.benchmarks.workload.GatewayRequests;
import io.unjam.benchmarks.workload.H2Transfers;
import io.unjam.benchmarks.workload.HelloWorld;
import java.util.List;
import java.util.Map;

/** What the agent costs when it has nothing to do. */
final class AgentCases {
  private AgentCases() {}

  static List<Case> all() {
    Arm h2 = Arm.plain("without the agent", H2Transfers.class, Map.of());
    Arm gateway = Arm.plain("without the agent", GatewayRequests.class, Map.of());
    Arm hello = Arm.plain("without an agent", HelloWorld.class, Map.of());
    Arm jacoco = hello.withJvm("JaCoCo's agent", "-javaagent:{lib:org.jacoco.agent}=output=none");
    return List.of(
        Cases.throughput(
                "agent/idle-gateway",
                "the gateway's requests with the agent and an empty rule file",
                0.99,
                List.of(2, 8),
                gateway,
                gateway.withRules("agent, no rules", Cases.NO_RULES))
            .ofProgram(),
        Cases.throughput(
                "agent/idle-h2",
                "H2 transfers with the agent and an empty rule file",
                0.99,
                List.of(2, 8),
                h2,
                h2.withRules("agent, no rules", Cases.NO_RULES))
            .ofProgram(),
        startUp(
            "agent/start-up",
            "a hello-world with the agent and an empty rule file, against JaCoCo's agent",
            1.0,
            jacoco,
            hello.withRules("agent, no rules", Cases.NO_RULES)),
        startUp(
            "agent/start-up-rules",
            "a hello-world with the gateway's rules, against JaCoCo's agent",
            1.0,
            jacoco,
            hello.withRules("agent, the gateway's rules", "file:gateway.unjam.yaml")),
        startUp(
            "agent/start-up-plain",
            "a hello-world with the agent and an empty rule file, against none",
            null,
            hello,
            hello.withRules("agent, no rules", Cases.NO_RULES)));
  }

  private static Case startUp(
      String name,
      String about,
      @org.jspecify.annotations.Nullable Double target,
      Arm baseline,
      Arm variant) {
    return new Case(name, about, Metric.TIME, target, List.of(1), baseline, variant, 0);
  }
}
