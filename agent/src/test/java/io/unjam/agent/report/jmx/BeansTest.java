package io.unjam.agent.report.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SampleRun;
import javax.management.InstanceAlreadyExistsException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

/** What a JMX client sees. */
class BeansTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final RunReport report = SampleRun.report();
  private final Live live = SampleRun.live(report, false);

  private Object agent(String attribute) throws Exception {
    return server.getAttribute(new ObjectName(Beans.AGENT), attribute);
  }

  @Test
  void tellsDecisionsAndTheStateOfTheAgent() throws Exception {
    try (Beans beans = new Beans(server, live, word -> "ok\n")) {
      assertThat(agent("Version")).isEqualTo("1.2.3");
      assertThat(agent("Rules")).isEqualTo("live.yaml");
      assertThat(agent("On")).isEqualTo(false);
      assertThat(agent("Applied")).isEqualTo(2);
      assertThat(agent("Refused")).isEqualTo(1);
      assertThat(agent("NotApplicable")).isEqualTo(1);
      assertThat(agent("DroppedDecisions")).isEqualTo(2);
      assertThat(agent("FailedClasses")).isEqualTo(1);
      assertThat(agent("RecorderMemory")).isEqualTo(report.latency().poolUsed());
    }
    assertThat(server.queryNames(new ObjectName("io.unjam:*"), null)).isEmpty();
  }

  @Test
  void tellsLatenciesInTypesThatEveryClientHas() throws Exception {
    try (Beans beans = new Beans(server, live, word -> "ok\n")) {
      ObjectName name = new ObjectName(Beans.LATENCY);
      assertThat(server.getAttribute(name, "Taken")).isEqualTo(report.latency().toMillis());
      CompositeData[] sites = (CompositeData[]) server.getAttribute(name, "Sites");
      assertThat(sites)
          .extracting(row -> row.get("operation") + " " + row.get("measure"))
          .containsExactly(
              "ReentrantLock.lock wait",
              "ConcurrentHashMap.merge write",
              "ReentrantLock.lock hold",
              "ConcurrentHashMap.put write");
      assertThat(sites[3].get("site")).isEqualTo("com.acme.Live.add()V@3 MAP_WRITE");
      assertThat(sites[3].get("operations")).isEqualTo(30L);
      assertThat(sites[3].get("timed")).isEqualTo(3L);
      assertThat(sites[0].get("max")).isEqualTo(3_000_000L);
      assertThat((long[]) sites[0].get("spikes")).containsExactly(0, 0, 3);
      assertThat((long[]) sites[1].get("spikes")).containsExactly(10, 0, 0);
      assertThat((long[]) sites[2].get("spikes")).as("of a hold").containsOnly(0);
      CompositeData[] slow = (CompositeData[]) server.getAttribute(name, "Slow");
      assertThat(slow)
          .extracting(row -> row.get("cause") + " " + row.get("operations"))
          .containsExactly("lock holder 2", "unknown 1");
      assertThat(slow[0].get("site")).isEqualTo("com.acme.Live.take()V@5 LOCK_CALL");
      assertThat(slow[0].get("total")).isEqualTo(5_997_000L);
    }
  }

  @Test
  void tellsWhichKeysSlowWritesWentToByIds() throws Exception {
    try (Beans beans = new Beans(server, live, word -> "ok\n")) {
      CompositeData[] keys =
          (CompositeData[]) server.getAttribute(new ObjectName(Beans.LATENCY), "HotKeys");
      // The other keys had one write each.
      assertThat(keys).hasSize(1);
      assertThat(keys[0].get("site")).isEqualTo("com.acme.Live.sum()V@4 MAP_WRITE");
      assertThat(keys[0].get("id")).asString().matches("[0-9a-f]{16}");
      assertThat(keys[0].get("atLeast")).isEqualTo(6L);
      assertThat(keys[0].get("atMost")).isEqualTo(6L);
      assertThat(keys[0].get("slowWrites")).isEqualTo(10L);
    }
  }

  @Test
  void tellsHowFarASiteScalesOrWhyThatIsNotKnown() throws Exception {
    try (Beans beans = new Beans(server, live, word -> "ok\n")) {
      CompositeData[] sites =
          (CompositeData[]) server.getAttribute(new ObjectName(Beans.LATENCY), "Scaling");
      assertThat(sites).hasSize(2);
      assertThat(sites[0].get("site")).isEqualTo("com.acme.Live.take()V@5 LOCK_CALL");
      assertThat(sites[0].get("held")).isEqualTo(0.25);
      assertThat(sites[0].get("serialShare")).isEqualTo(0.1);
      assertThat(sites[0].get("error")).isEqualTo(0.04);
      assertThat(sites[0].get("silence")).isNull();
      TabularData speedup = (TabularData) sites[0].get("speedup");
      assertThat(speedup.size()).isEqualTo(6);
      assertThat((Double) speedup.get(new Object[] {2}).get("value")).isBetween(1.8, 1.9);
      assertThat(sites[1].get("silence")).isEqualTo("too few intervals");
      assertThat(sites[1].get("serialShare")).isNull();
      assertThat((TabularData) sites[1].get("speedup"))
          .satisfies(it -> assertThat(it.isEmpty()).isTrue());
    }
  }

  @Test
  void carriesOutCommandsAndSaysWhyNot() throws Exception {
    try (Beans beans =
        new Beans(
            server, live, word -> word.equals("off") ? "ok\n{\"done\":\"off\"}" : "error\nno")) {
      ObjectName name = new ObjectName(Beans.AGENT);
      assertThat(server.invoke(name, "off", null, null)).isEqualTo("{\"done\":\"off\"}");
      assertThatThrownBy(() -> server.invoke(name, "reload", null, null))
          .isInstanceOf(RuntimeMBeanException.class)
          .hasRootCauseMessage("no");
    }
  }

  @Test
  void leavesNoneWhereOneOfTheNamesIsTaken() throws Exception {
    ObjectName taken = new ObjectName(Beans.LATENCY);
    server.registerMBean(new javax.management.timer.Timer(), taken);
    assertThatThrownBy(() -> new Beans(server, live, word -> "ok\n"))
        .isInstanceOf(InstanceAlreadyExistsException.class);
    assertThat(server.queryNames(new ObjectName("io.unjam:*"), null)).containsExactly(taken);
  }
}
