package io.unjam.agent.suggest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sites of {@code synchronized} methods and blocks, put together by whose monitor they take: that
 * of their object or of their class. A recording doesn't tell, the classes do. Pure.
 */
final class OwnMonitors {

  private OwnMonitors() {}

  /** The same subjects, those of one such monitor as one, the most time lost first. */
  static List<Subject> together(List<Subject> subjects, Inquiry classes) {
    List<Subject> others = new ArrayList<>();
    Map<String, List<Subject>> monitors = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      String taken = taken(subject, classes);
      if (taken == null) {
        others.add(subject);
      } else {
        monitors
            .computeIfAbsent(subject.owner() + ' ' + taken, monitor -> new ArrayList<>())
            .add(subject);
      }
    }
    monitors.forEach(
        (monitor, parts) -> {
          List<Subject.Used> sites = new ArrayList<>();
          Set<String> rules = new LinkedHashSet<>();
          for (Subject part : parts) {
            sites.addAll(part.sites());
            rules.addAll(part.rules());
          }
          int space = monitor.indexOf(' ');
          others.add(
              new Subject(
                  true, monitor.substring(0, space), monitor.substring(space + 1), sites, rules));
        });
    others.sort(Subject.BY_LOSS);
    return others;
  }

  private static @Nullable String taken(Subject subject, Inquiry classes) {
    if (!subject.lock() || subject.field() != null) {
      return null;
    }
    Subject.Used used = subject.sites().get(0);
    return used.site().operation().startsWith("synchronized")
        ? classes.ownMonitor(subject.owner(), used.method(), used.site().line())
        : null;
  }
}
