package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions are about a timed site. A map or lock is replaced where it is made, not where it
 * is used: what leads from one to the other is the field in between. Immutable.
 */
public final class SiteDecisions {

  private static final String TIME = "time";

  private final Map<String, List<Recording.RecordedDecision>> byPlace = new HashMap<>();
  private final Map<String, List<Recording.RecordedDecision>> byField = new HashMap<>();

  /** Of all decisions of a run. */
  public SiteDecisions(List<Recording.RecordedDecision> decisions) {
    for (Recording.RecordedDecision decision : decisions) {
      byPlace.computeIfAbsent(place(decision), place -> new ArrayList<>()).add(decision);
      String field = decision.field();
      if (field != null && makes(decision)) {
        byField.computeIfAbsent(field, name -> new ArrayList<>()).add(decision);
      }
    }
  }

  private static boolean makes(Recording.RecordedDecision decision) {
    return "allocation".equals(decision.kind()) || "reference".equals(decision.kind());
  }

  private static String place(Recording.RecordedDecision decision) {
    return decision.className()
        + '.'
        + decision.method()
        + ':'
        + decision.line()
        + ' '
        + decision.target();
  }

  private List<Recording.RecordedDecision> at(Recording.RecordedSite site) {
    return byPlace.getOrDefault(
        site.owner() + '.' + site.member() + ':' + site.line() + ' ' + site.operation(), List.of());
  }

  /**
   * The field that the site's map or lock is read from, as {@code owner.name}; {@code null} where
   * no single one is known.
   */
  public @Nullable String field(Recording.RecordedSite site) {
    String found = null;
    for (Recording.RecordedDecision decision : at(site)) {
      String field = decision.field();
      if (field != null && found != null && !field.equals(found)) {
        return null;
      }
      found = field == null ? found : field;
    }
    return found;
  }

  /** What stands there, as {@code map write}; {@code null} where the recording doesn't say. */
  public @Nullable String kind(Recording.RecordedSite site) {
    for (Recording.RecordedDecision decision : at(site)) {
      if (decision.kind() != null) {
        return decision.kind();
      }
    }
    return null;
  }

  /**
   * The decisions on the site itself, and on where its map or lock is made; those that merely time
   * it left out.
   */
  public List<Recording.RecordedDecision> about(Recording.RecordedSite site) {
    Set<Recording.RecordedDecision> found = new LinkedHashSet<>();
    String field = field(site);
    if (field != null) {
      found.addAll(byField.getOrDefault(field, List.of()));
    }
    found.addAll(at(site));
    found.removeIf(decision -> decision.action().equals(TIME));
    return List.copyOf(found);
  }
}
