package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes that waited for the growth of a map's table: a table per share of the keys. */
final class GrowthAdvice implements Advice {

  private static final int LEAST_SHARDS = 16;
  private static final int MOST_SHARDS = 256;
  private static final int SHARDS_PER_WRITER = 4;
  private static final Set<String> ADDING =
      Set.of("put", "putIfAbsent", "putAll", "compute", "computeIfAbsent", "merge");

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    double grown = subject.causes().getOrDefault(Cause.Kind.TABLE_GROWTH, 0.0);
    if (subject.lock() || grown == 0) {
      return List.of();
    }
    Set<String> writers = new HashSet<>(subject.writers());
    int processors = evidence.recording().header().processors();
    int shards = shards(Math.max(processors, writers.size()));
    List<String> said = new ArrayList<>(Sentences.of(subject, evidence));
    said.add(growths(subject) + " of the slow writes listed met a growing table");
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "shards: "
            + SHARDS_PER_WRITER
            + " for each of "
            + Math.max(processors, writers.size())
            + " writers ("
            + writers.size()
            + " threads among the slow writes, "
            + processors
            + " processors), as a power of two from "
            + LEAST_SHARDS
            + " to "
            + MOST_SHARDS);
    long added = added(subject);
    if (added > 0) {
      remarks.add(
          "or, if few mappings go: 'map: { variant: presized, capacity: N }', where N is the size"
              + " that the map comes to. A recording has no sizes; calls that may add a mapping"
              + " were "
              + added
              + ", so N was at most that much more than at its start");
    }
    return List.of(
        new Suggestion(
            Suggestion.Kind.RULE,
            "map " + subject.title(),
            Places.draft(subject, "grows", "sharded", Map.of("shards", shards)),
            List.of(),
            grown,
            said,
            Sentences.effect(
                grown, "what growth explains of the slow writes listed", "maps/growth-longest"),
            remarks));
  }

  private static int shards(int writers) {
    int wanted = Math.min(MOST_SHARDS, Math.max(LEAST_SHARDS, SHARDS_PER_WRITER * writers));
    int power = Integer.highestOneBit(wanted);
    return power == wanted ? wanted : Math.min(MOST_SHARDS, 2 * power);
  }

  private static int growths(Subject subject) {
    int count = 0;
    for (Subject.Caused each : subject.slow()) {
      Recording.Growth growth = each.slow().growth();
      count += growth == null ? 0 : 1;
    }
    return count;
  }

  private static long added(Subject subject) {
    long added = 0;
    for (Subject.Used used : subject.sites()) {
      Durations operations = used.operations();
      added += operations != null && ADDING.contains(used.call()) ? operations.operations() : 0;
    }
    return added;
  }
}
