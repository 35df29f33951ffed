package io.unjam.agent.report.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.Page;
import io.unjam.agent.report.SampleRun;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** The documented attributes and operations are those of the beans. */
class BeansPageTest {

  private static final Live LIVE = SampleRun.live(SampleRun.report(), true);

  @Test
  void documentsEveryAttributeOperationAndColumn() throws Exception {
    MBeanServer server = MBeanServerFactory.newMBeanServer();
    StringBuilder table = new StringBuilder("| bean | name | what it says or does |\n");
    table.append("|---|---|---|\n");
    try (Beans beans = new Beans(server, LIVE, word -> "ok\n")) {
      assertThat(beans).isNotNull();
      for (String name : List.of(Beans.AGENT, Beans.LATENCY)) {
        MBeanInfo info = server.getMBeanInfo(new ObjectName(name));
        row(table, '`' + name + '`', "", info.getDescription());
        for (MBeanAttributeInfo attribute : sorted(info.getAttributes())) {
          row(table, "", '`' + attribute.getName() + '`', attribute.getDescription());
        }
        for (MBeanOperationInfo operation : sorted(info.getOperations())) {
          row(table, "", '`' + operation.getName() + "()`", operation.getDescription());
        }
      }
      columns(table, server, "Sites", SiteRow.class);
      columns(table, server, "Slow", SlowRow.class);
      columns(table, server, "HotKeys", KeyRow.class);
      columns(table, server, "Scaling", ScalingRow.class);
    }
    Page.assertTable("jmx", table.toString());
  }

  private static void columns(
      StringBuilder table, MBeanServer server, String attribute, Class<?> type) throws Exception {
    CompositeData[] rows =
        (CompositeData[]) server.getAttribute(new ObjectName(Beans.LATENCY), attribute);
    List<Method> columns =
        Arrays.stream(type.getMethods())
            .filter(method -> method.isAnnotationPresent(Says.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(rows[0].getCompositeType().keySet()).hasSize(columns.size());
    for (Method column : columns) {
      String key =
          Character.toLowerCase(column.getName().charAt(3)) + column.getName().substring(4);
      assertThat(rows[0].containsKey(key)).as(key).isTrue();
      row(
          table,
          "",
          '`' + attribute + "`: `" + key + '`',
          column.getAnnotation(Says.class).value());
    }
  }

  /** The JVM gives methods in no order that lasts. */
  private static <T extends MBeanFeatureInfo> List<T> sorted(T[] features) {
    return Arrays.stream(features).sorted(Comparator.comparing(MBeanFeatureInfo::getName)).toList();
  }

  private static void row(StringBuilder table, String bean, String name, String said) {
    assertThat(said).isNotBlank();
    table.append("| ").append(bean).append(" | ").append(name).append(" | ");
    table.append(said).append(" |\n");
  }
}
