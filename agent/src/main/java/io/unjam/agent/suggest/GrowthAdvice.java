package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import io.unjam.agent.report.SizeSentence;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes that waited for the growth of a map's table: a table per share of the keys, or one of the
 * size that the maps come to.
 */
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
    MapRoom room = MapRoom.of(subject);
    Suggestion sharded = sharded(subject, evidence, grown, room, classes);
    if (room == null || !room.tellsCapacity() || !subject.rules().isEmpty()) {
      return List.of(sharded);
    }
    // Of equals the first is kept: tables of their own in each of many maps would be many tables.
    Suggestion presized = presized(subject, evidence, grown, room, classes);
    return room.isOfMany() ? List.of(presized, sharded) : List.of(sharded, presized);
  }

  private static Suggestion presized(
      Subject subject, Evidence evidence, double grown, MapRoom room, @Nullable Inquiry classes) {
    List<String> said = said(subject, evidence, room);
    return new Suggestion(
        Suggestion.Kind.RULE,
        "map " + subject.title(),
        Places.draft(
            subject, "has room", "presized", Map.of("capacity", (int) room.capacity()), classes),
        List.of(),
        grown,
        said,
        Sentences.effect(
            grown,
            "what growth explains of the slow writes listed",
            "maps/presized-growth-longest"),
        List.of(
            "capacity: the largest size seen and an eighth more, or what is written between two looks"
                + " at a map if that is more, for it may have grown since it was looked at last",
            "the table of each map then takes "
                + Amounts.bytes(room.tableBytes())
                + " from its first write on, whatever it comes to"));
  }

  private static List<String> said(Subject subject, Evidence evidence, @Nullable MapRoom room) {
    List<String> said = new ArrayList<>(Sentences.of(subject, evidence));
    said.add(growths(subject) + " of the slow writes listed met a growing table");
    if (room != null) {
      said.add("sizes seen: " + SizeSentence.of(room.sizes()));
    }
    return said;
  }

  private static Suggestion sharded(
      Subject subject,
      Evidence evidence,
      double grown,
      @Nullable MapRoom room,
      @Nullable Inquiry classes) {
    Set<String> writers = new HashSet<>(subject.writers());
    int processors = evidence.recording().header().processors();
    int shards = shards(Math.max(processors, writers.size()));
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
    String capacity = capacity(subject, room);
    if (capacity != null) {
      remarks.add(capacity);
    }
    return new Suggestion(
        Suggestion.Kind.RULE,
        "map " + subject.title(),
        Places.draft(subject, "grows", "sharded", Map.of("shards", shards), classes),
        List.of(),
        grown,
        said(subject, evidence, room),
        Sentences.effect(
            grown, "what growth explains of the slow writes listed", "maps/growth-longest"),
        remarks);
  }

  /** What can be said of the other way, room from the start; {@code null} where a rule says it. */
  private static @Nullable String capacity(Subject subject, @Nullable MapRoom room) {
    if (room == null) {
      long added = added(subject);
      return added == 0
          ? null
          : "or, if few mappings go: 'map: { variant: presized, capacity: N }', where N is the size"
              + " that the map comes to. This recording has no sizes; calls that may add a mapping"
              + " were "
              + added
              + ", so N was at most that much more than at its start";
    }
    if (room.tellsCapacity()) {
      return null;
    }
    if (!room.isLookedAtOften()) {
      return "no capacity for 'presized' can be said: so few of the writes were timed that sizes are"
          + " not known well";
    }
    return room.isOfFew()
        ? "no capacity for 'presized' can be said: the map was growing in the last quarter of the"
            + " recording, or that is too short to tell"
        : "no capacity for 'presized' suits the maps: "
            + Sentences.percent(1 - room.similar())
            + " of them stay below half of the largest, small ones weighed by how seldom they are"
            + " looked at";
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
