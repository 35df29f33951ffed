package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.MonitoredTable;
import com.acme.SeenTable;
import com.acme.SharedTable;
import com.acme.StripedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar striping the lock of an application, by proof. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class StripedLockIT {

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  private Path rules(String words) throws Exception {
    return Files.writeString(
        folder.resolve("rules.unjam.yaml"),
        """
        version: 1
        rules:
          - name: counts
            at: { class: com.acme.StripedTable, lock: lock }
            lock: { variant: striped, stripes: 16, guards: [counts] }
        """
            + words);
  }

  @Test
  void aStripedTableEndsAsTheOriginalDoes() throws Exception {
    ChildJvm.Result plain = jdk.jvm(folder).run(StripedTable.class, "2000");
    ChildJvm.Result striped =
        jdk.jvm(folder)
            .agent("rules=" + rules("    assume: [order-unused]\n") + ",report=exit")
            .run(StripedTable.class, "2000");

    assertThat(striped.out()).isEqualTo(plain.out());
    assertThat(striped.err())
        .contains("self-test passed")
        .contains("with counts in 16 stripes; 1 of 2 sections are about one key")
        .contains("takes the stripe of its key")
        .contains("takes all stripes: line");
  }

  @Test
  void withoutTheWordNothingIsRewrittenAndTheReasonNamesTheLine() throws Exception {
    ChildJvm.Result refused =
        jdk.jvm(folder).agent("rules=" + rules("") + ",report=exit").run(StripedTable.class, "100");

    assertThat(refused.status()).isZero();
    assertThat(refused.err())
        .contains("com.acme.StripedTable.copy, line")
        .contains("assume: [order-unused]")
        .contains("0 applied");
  }

  @Test
  void stripedMonitorsEndAsTheOriginalsDo() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("monitors.unjam.yaml"),
            """
            version: 1
            rules:
              - name: counts
                at: { class: com.acme.MonitoredTable, lock: lock }
                lock: { variant: striped, stripes: 16, guards: [counts] }
                assume: [order-unused]
              - name: all
                at: { class: com.acme.MonitoredTable, lock: ALL }
                lock: { variant: striped, guards: [ALL] }
                assume: [order-unused]
              - name: timed
                at: { class: com.acme.MonitoredTable }
                time: { sample: 1 }
            """);
    ChildJvm.Result plain = jdk.jvm(folder).run(MonitoredTable.class, "4000");
    ChildJvm.Result striped =
        jdk.jvm(folder).agent("rules=" + rules + ",report=exit").run(MonitoredTable.class, "4000");

    assertThat(striped.out()).isEqualTo(plain.out());
    assertThat(striped.err())
        .contains("self-test passed")
        .contains("with counts in 16 stripes; 1 of 3 sections are about one key")
        .contains("with ALL in 64 stripes; 1 of 2 sections are about one key")
        .contains("takes all stripes: line");
  }

  @Test
  void setsAndLinkedMapsEndAsTheOriginalsDo() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("seen.unjam.yaml"),
            """
            version: 1
            rules:
              - name: visits
                at: { class: com.acme.SeenTable, lock: lock }
                lock: { variant: striped, stripes: 16, guards: [counts, seen] }
                assume: [order-unused]
              - name: names
                at: { class: com.acme.SeenTable, lock: NAMES }
                lock: { variant: striped, guards: [NAMES] }
                assume: [order-unused]
              - name: timed
                at: { class: com.acme.SeenTable }
                time: { sample: 1 }
            """);
    ChildJvm.Result plain = jdk.jvm(folder).run(SeenTable.class, "4000");
    ChildJvm.Result striped =
        jdk.jvm(folder).agent("rules=" + rules + ",report=exit").run(SeenTable.class, "4000");

    assertThat(striped.out()).isEqualTo(plain.out());
    assertThat(striped.err())
        .contains("self-test passed")
        .contains("with counts, seen in 16 stripes; 1 of 4 sections are about one key")
        .contains("with NAMES in 64 stripes; 1 of 2 sections are about one key");
  }

  @Test
  void stripedReadWriteLocksEndAsTheOriginalsDo() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("shared.unjam.yaml"),
            """
            version: 1
            rules:
              - name: counts
                at: { class: com.acme.SharedTable, lock: lock }
                lock: { variant: striped, stripes: 16, guards: [counts] }
                assume: [order-unused]
            """);
    ChildJvm.Result plain = jdk.jvm(folder).run(SharedTable.class, "4000");
    ChildJvm.Result striped =
        jdk.jvm(folder).agent("rules=" + rules + ",report=exit").run(SharedTable.class, "4000");

    assertThat(striped.out()).isEqualTo(plain.out());
    assertThat(striped.err())
        .contains("self-test passed")
        .contains("with counts in 16 stripes; 2 of 3 sections are about one key")
        .contains("takes all stripes: line");
  }
}
