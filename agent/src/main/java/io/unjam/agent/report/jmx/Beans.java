package io.unjam.agent.report.jmx;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SlowTotals;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Our beans in one MBean server, from the making of this until {@link #close}. Thread-safe. */
public final class Beans implements AutoCloseable {

  /** The name of the agent's bean. */
  public static final String AGENT = "io.unjam:type=Agent";

  /** The name of the latencies' bean. */
  public static final String LATENCY = "io.unjam:type=Latency";

  private final MBeanServer server;
  private final List<ObjectName> names = new ArrayList<>();

  /**
   * Registers the beans with the platform's MBean server if there is one already. Never makes it
   * come into being: an application may want to configure it first.
   *
   * <p>Neither this nor {@link #close} has a type of JMX in its signature, so that a caller can be
   * loaded where there is none.
   *
   * @param commands carries out {@code reload}, {@code off} and {@code on}: takes the word, returns
   *     {@code ok} or {@code error} and a text in the next lines
   * @return {@code null} where there is no such server yet
   * @throws IllegalStateException where another bean has one of the names; none is registered then
   * @throws LinkageError where the JVM has no management
   */
  public static @Nullable Beans register(Live live, UnaryOperator<@Nullable String> commands) {
    try {
      MBeanServer platform = platformServer();
      return platform == null ? null : new Beans(platform, live, commands);
    } catch (JMException e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  /** As {@link #register}, with a given server. */
  Beans(MBeanServer server, Live live, UnaryOperator<@Nullable String> commands)
      throws JMException {
    this.server = server;
    try {
      register(AGENT, new Described<>(new AgentBean(live, commands), AgentMXBean.class));
      register(LATENCY, new Described<>(new LatencyBean(live), LatencyMXBean.class));
    } catch (JMException e) {
      close();
      throw e;
    }
  }

  private void register(String name, Described<?> bean) throws JMException {
    names.add(server.registerMBean(bean, new ObjectName(name)).getObjectName());
  }

  private static @Nullable MBeanServer platformServer() throws JMException {
    // What tells the platform's from one that an application has made for itself.
    ObjectName runtime = new ObjectName("java.lang:type=Runtime");
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      if (server.isRegistered(runtime)) {
        return server;
      }
    }
    return null;
  }

  /** Takes the beans away. */
  @Override
  public void close() {
    for (ObjectName name : names) {
      try {
        server.unregisterMBean(name);
      } catch (InstanceNotFoundException gone) {
        // Whoever took it away has done our work.
      } catch (MBeanRegistrationException e) {
        throw new IllegalStateException("ours have nothing to say when they are taken away", e);
      }
    }
    names.clear();
  }

  private record AgentBean(Live live, UnaryOperator<@Nullable String> commands)
      implements AgentMXBean {

    @Override
    public String getVersion() {
      return live.report().version();
    }

    @Override
    public String getRules() {
      return live.report().ruleFile();
    }

    @Override
    public boolean isOn() {
      return live.on();
    }

    @Override
    public int getApplied() {
      return live.report().count(Verdict.APPLIED);
    }

    @Override
    public int getRefused() {
      return live.report().count(Verdict.REFUSED);
    }

    @Override
    public int getNotApplicable() {
      return live.report().count(Verdict.NOT_APPLICABLE);
    }

    @Override
    public int getDroppedDecisions() {
      return live.report().dropped();
    }

    @Override
    public int getFailedClasses() {
      return live.report().failures().size();
    }

    @Override
    public long getRecorderMemory() {
      return live.report().latency().poolUsed();
    }

    @Override
    public long getRecorderMemoryLimit() {
      return live.report().latency().poolCap();
    }

    @Override
    public boolean isRecorderLimitReached() {
      return live.report().latency().capReached();
    }

    @Override
    public String reload() {
      return command("reload");
    }

    @Override
    public String off() {
      return command("off");
    }

    @Override
    public String on() {
      return command("on");
    }

    private String command(String word) {
      String reply = commands.apply(word);
      if (reply == null) {
        throw new IllegalStateException("this JVM does not run Unjam any more");
      }
      String text = reply.substring(reply.indexOf('\n') + 1);
      if (!reply.startsWith("ok\n")) {
        // A type that every client has.
        throw new IllegalStateException(text);
      }
      return text;
    }
  }

  private record LatencyBean(Live live) implements LatencyMXBean {

    @Override
    public long getTaken() {
      return live.report().latency().toMillis();
    }

    @Override
    public List<SiteRow> getSites() {
      Snapshot latency = live.report().latency();
      Map<Integer, SiteSpikes> spikes = new HashMap<>();
      for (SiteSpikes each : latency.spikes()) {
        spikes.put(each.site(), each);
      }
      List<SiteCounts> all = new ArrayList<>(latency.sites());
      all.sort(Comparator.comparingLong(SiteCounts::sum).reversed());
      List<SiteRow> rows = new ArrayList<>();
      for (SiteCounts counts : all) {
        Site site = RunReport.site(counts.site());
        if (site != null) {
          boolean hold = counts.measure() == Measure.HOLD;
          rows.add(new SiteRow(site, counts, hold ? null : spikes.get(counts.site())));
        }
      }
      return rows;
    }

    @Override
    public List<SlowRow> getSlow() {
      List<SlowTotals> all = new ArrayList<>(live.report().slow());
      all.sort(Comparator.comparingLong(SlowTotals::nanos).reversed());
      List<SlowRow> rows = new ArrayList<>();
      for (SlowTotals totals : all) {
        Site site = RunReport.site(totals.site());
        if (site != null) {
          rows.add(new SlowRow(site, totals));
        }
      }
      return rows;
    }

    @Override
    public List<KeyRow> getHotKeys() {
      List<Recording.HotKeys> all =
          new ArrayList<>(RecordingWriter.hotKeys(live.report().latency()));
      all.sort(Comparator.comparingLong(Recording.HotKeys::writes).reversed());
      List<KeyRow> rows = new ArrayList<>();
      for (Recording.HotKeys keys : all) {
        Site site = RunReport.site(keys.site());
        if (site != null) {
          for (Recording.HotKey key : keys.hot()) {
            rows.add(new KeyRow(site, keys, key));
          }
        }
      }
      return rows;
    }

    @Override
    public List<ScalingRow> getScaling() {
      List<SiteScaling> all = new ArrayList<>(live.report().scaling());
      all.sort(Comparator.comparingDouble(LatencyBean::serialShare).reversed());
      List<ScalingRow> rows = new ArrayList<>();
      for (SiteScaling scaling : all) {
        Site site = RunReport.site(scaling.site());
        if (site != null) {
          rows.add(new ScalingRow(site, scaling));
        }
      }
      return rows;
    }

    private static double serialShare(SiteScaling scaling) {
      Usl law = scaling.law();
      return law == null ? -1 : law.sigma();
    }
  }
}
