package io.unjam.agent.cli;

import io.unjam.transformers.plan.reach.LockUse;
import io.unjam.transformers.plan.reach.Reach;
import io.unjam.transformers.plan.reach.Reached;
import io.unjam.transformers.proof.striping.Obstacle;
import io.unjam.transformers.proof.striping.Reason;
import io.unjam.transformers.proof.striping.Section;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What could be striped, counted: by jar, by kind of lock and by reason, as Markdown. */
final class ReachTables {
  private ReachTables() {}

  static void print(PrintWriter out, Reach reach) {
    byJar(out, reach);
    byKind(out, reach);
    byReason(out, reach);
    sections(out, reach);
    proven(out, reach);
  }

  private static void byJar(PrintWriter out, Reach reach) {
    Map<String, List<Reached>> jars = new TreeMap<>();
    for (Reached lock : reach.locks()) {
      Path file = Path.of(lock.origin()).getFileName();
      jars.computeIfAbsent(String.valueOf(file), name -> new ArrayList<>()).add(lock);
    }
    out.println("| jar | locks with hash maps or sets | proven | by one word | refused |");
    out.println("|---|---|---|---|---|");
    jars.forEach((jar, locks) -> row(out, jar, locks));
    row(out, "**all**", reach.locks());
    out.println();
  }

  private static void row(PrintWriter out, String name, Collection<Reached> locks) {
    int proven = 0;
    int lifted = 0;
    for (Reached lock : locks) {
      proven += lock.reason() == null ? 1 : 0;
      lifted += lock.lifts().isEmpty() ? 0 : 1;
    }
    cells(out, name, locks.size(), proven, lifted, locks.size() - proven - lifted);
  }

  private static void cells(PrintWriter out, Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    out.println(row);
  }

  private static void byKind(PrintWriter out, Reach reach) {
    Map<LockUse.Kind, List<Reached>> kinds = new EnumMap<>(LockUse.Kind.class);
    for (Reached lock : reach.locks()) {
      kinds.computeIfAbsent(lock.use().kind(), kind -> new ArrayList<>()).add(lock);
    }
    out.println("| kind of lock | locks | proven | by one word | refused |");
    out.println("|---|---|---|---|---|");
    kinds.forEach((kind, locks) -> row(out, kind.text(), locks));
    out.println();
  }

  private static void byReason(PrintWriter out, Reach reach) {
    Map<Obstacle, List<String>> reasons = new EnumMap<>(Obstacle.class);
    for (Reached lock : reach.locks()) {
      Reason reason = lock.reason();
      if (reason != null) {
        reasons.computeIfAbsent(reason.obstacle(), kind -> new ArrayList<>()).add(reason.text());
      }
    }
    counted(out, "refused because", "locks", reasons);
  }

  private static void sections(PrintWriter out, Reach reach) {
    Map<Obstacle, List<String>> reasons = new EnumMap<>(Obstacle.class);
    for (Reached lock : reach.locks()) {
      for (Section section : lock.striping().sections()) {
        Reason reason = section.reason();
        if (reason != null) {
          reasons
              .computeIfAbsent(reason.obstacle(), kind -> new ArrayList<>())
              .add(lock.use().className() + "." + section.method().name + ": " + reason.text());
        }
      }
    }
    counted(out, "a section takes all stripes because", "sections", reasons);
  }

  private static void counted(
      PrintWriter out, String what, String unit, Map<Obstacle, List<String>> reasons) {
    if (reasons.isEmpty()) {
      return;
    }
    out.println("| " + what + " | " + unit + " | for example |");
    out.println("|---|---|---|");
    reasons.entrySet().stream()
        .sorted((one, other) -> other.getValue().size() - one.getValue().size())
        .forEach(
            entry ->
                cells(
                    out,
                    entry.getKey().text(),
                    entry.getValue().size(),
                    first(entry.getValue().get(0))));
    out.println();
  }

  /** Up to the first of several reasons, as one table cell. */
  private static String first(String reason) {
    int more = reason.indexOf(';');
    return "`" + (more < 0 ? reason : reason.substring(0, more)).replace("|", "\\|") + "`";
  }

  private static void proven(PrintWriter out, Reach reach) {
    for (Reached lock : reach.locks()) {
      if (lock.reason() == null || !lock.lifts().isEmpty()) {
        out.println(
            "- `"
                + lock.use().name()
                + "` with `"
                + String.join(", ", lock.maps())
                + "`: "
                + (lock.reason() == null
                    ? lock.keyed()
                        + " of "
                        + lock.striping().sections().size()
                        + " sections are about one key"
                    : "by `assume: [" + String.join("]` or `[", lock.lifts()) + "]`"));
      }
    }
  }
}
