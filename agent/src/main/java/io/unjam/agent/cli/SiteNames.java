package io.unjam.agent.cli;

import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.rule.NearestWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the site that somebody means: by its place, {@code com.acme.Orders.put:41}, by the end of
 * its place, {@code Orders.put:41}, by file and line, {@code Orders.java:41}, by the beginning of
 * any of these where that names one place alone, or with {@code *} for any characters, where it may
 * name many.
 */
final class SiteNames {
  private static final int MOST_SHOWN = 10;

  /** The names of each place, the whole one first. */
  private final Map<String, Set<String>> places = new LinkedHashMap<>();

  SiteNames(List<ClassPlan> plans) {
    for (ClassPlan plan : plans) {
      for (Decision decision : plan.decisions()) {
        Site site = decision.site();
        Set<String> names =
            places.computeIfAbsent(site.place(), whole -> new LinkedHashSet<>(List.of(whole)));
        int dot = site.className().lastIndexOf('.');
        names.add(site.place().substring(dot + 1));
        if (!plan.sourceFile().isEmpty()) {
          names.add(plan.sourceFile() + ":" + site.line());
        }
      }
    }
  }

  /**
   * The places that are meant: one, or where the text has a {@code *} as many as match.
   *
   * @throws CommandFailure if there is none, or several, in a sentence that names the nearest
   */
  Set<String> find(String text) throws CommandFailure {
    if (text.indexOf('*') >= 0) {
      Set<String> matching = matching(wild(text));
      if (matching.isEmpty()) {
        throw new CommandFailure(unknown(text));
      }
      return matching;
    }
    Set<String> exact = matching(Pattern.compile(Pattern.quote(text)));
    if (!exact.isEmpty()) {
      return exact;
    }
    Set<String> begun = matching(Pattern.compile(Pattern.quote(text) + "[.:$].*"));
    if (begun.size() > 1) {
      throw new CommandFailure(
          text
              + " names "
              + begun.size()
              + " sites: "
              + some(begun)
              + ". Name one, or all of them with '"
              + text
              + "*'");
    }
    if (begun.isEmpty()) {
      throw new CommandFailure(unknown(text));
    }
    return begun;
  }

  private Set<String> matching(Pattern pattern) {
    Set<String> matching = new LinkedHashSet<>();
    for (Map.Entry<String, Set<String>> place : places.entrySet()) {
      for (String name : place.getValue()) {
        if (pattern.matcher(name).matches()) {
          matching.add(place.getKey());
        }
      }
    }
    return matching;
  }

  private static Pattern wild(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("\\*+", -1)) {
      parts.add(Pattern.quote(part));
    }
    return Pattern.compile(String.join(".*", parts));
  }

  private String unknown(String text) {
    String none = text + ": the rules are about no such site";
    if (places.isEmpty()) {
      return none + ", nor any other of these classes";
    }
    Set<String> names = new LinkedHashSet<>();
    for (Set<String> some : places.values()) {
      names.addAll(some);
    }
    @Nullable String nearest = NearestWord.of(text, names);
    return none
        + (nearest == null
            ? "; there are " + some(places.keySet())
            : "; did you mean " + nearest + "?");
  }

  private static String some(Set<String> places) {
    List<String> shown = new ArrayList<>(places);
    boolean all = shown.size() <= MOST_SHOWN;
    return String.join(", ", all ? shown : shown.subList(0, MOST_SHOWN))
        + (all ? "" : " and " + (shown.size() - MOST_SHOWN) + " more");
  }
}
