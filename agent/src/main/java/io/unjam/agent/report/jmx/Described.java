package io.unjam.agent.report.jmx;

import java.lang.reflect.Method;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** An MXBean whose descriptions are what its interface {@link Says}. */
final class Described<T> extends StandardMBean {

  Described(T bean, Class<T> type) {
    super(bean, type, true);
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    Says says = getMBeanInterface().getAnnotation(Says.class);
    return says == null ? super.getDescription(info) : says.value();
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    String says = says((info.isIs() ? "is" : "get") + info.getName());
    return says == null ? super.getDescription(info) : says;
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    String says = says(info.getName());
    return says == null ? super.getDescription(info) : says;
  }

  private @Nullable String says(String method) {
    for (Method candidate : getMBeanInterface().getMethods()) {
      Says says = candidate.getAnnotation(Says.class);
      if (says != null && candidate.getName().equals(method)) {
        return says.value();
      }
    }
    return null;
  }
}
