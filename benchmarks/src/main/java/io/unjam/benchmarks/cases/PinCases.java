package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.workload.GatewayRequests;
import io.unjam.benchmarks.workload.MapUpdates;
import java.util.List;
import java.util.Map;

/** Writers bound to processors, and as the scheduler has them. */
final class PinCases {
  private static final String WRITERS =
      """
      version: 1
      rules:
        - name: writers
          at: { package: io.unjam.benchmarks.workload, method: call }
          pin: { threads: "load-*" }
      """;
  private static final String EVENT_LOOPS =
      """
      version: 1
      rules:
        - name: event loops
          at: { package: com.acme }
          pin: { threads: "*" }
      """;
  private static final double NOT_SLOWER = 0.97;

  /** Before it nothing is bound. */
  private static final int BINDS = 22;

  private PinCases() {}

  static List<Case> all() {
    Arm updates = Arm.plain("free", MapUpdates.class, Map.of("keys", "65536"));
    Arm gateway = Arm.plain("free", GatewayRequests.class, Map.of());
    return List.of(
        Cases.throughput(
                "pin/writers",
                "writers of one map, as many as processors or more, on JDK 22 or later",
                NOT_SLOWER,
                List.of(2, 8),
                updates,
                updates.withRules("bound", WRITERS))
            .from(BINDS),
        Cases.published(
                "pin/one-writer",
                "a single writer, which the scheduler moves about or not, on JDK 22 or later",
                List.of(1),
                updates,
                updates.withRules("bound", WRITERS))
            .from(BINDS),
        Cases.published(
                "pin/gateway",
                "every thread of the gateway that takes a lock or writes a map, on JDK 22 or later",
                List.of(2, 8),
                gateway,
                gateway.withRules("bound", EVENT_LOOPS))
            .from(BINDS));
  }
}
