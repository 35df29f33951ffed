package io.unjam.agent.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.Glob;
import io.unjam.transformers.rule.NearestWord;
import io.unjam.transformers.rule.Rule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows decisions: by class with source lines, then how many of each verdict, why sites were
 * refused, and which rules found nothing.
 */
final class PlanPrinter {
  private final Terminal terminal;

  PlanPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Prints the classes that have decisions and the summary.
   *
   * @param looked how many class files were looked at
   * @param classNames binary names of all classes, for the nearest to a rule that found none
   */
  void print(
      PrintWriter out,
      List<ClassPlan> plans,
      List<RuleUse> use,
      long looked,
      Collection<String> classNames) {
    for (ClassPlan plan : plans) {
      if (!plan.decisions().isEmpty()) {
        print(out, plan);
      }
    }
    summarize(out, plans, looked);
    for (RuleUse rule : use) {
      String complaint = rule.complaint();
      if (!complaint.isEmpty()) {
        String nearest = rule.classes() == 0 ? nearest(rule.rule(), classNames) : null;
        out.println(
            terminal.bad(complaint)
                + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
      }
    }
  }

  private void print(PrintWriter out, ClassPlan plan) {
    out.println(terminal.strong(plan.className()));
    for (Decision decision : plan.decisions()) {
      out.println("  " + word(decision.verdict(), true) + place(plan, decision.site()));
      out.println("    " + title(decision.rule()) + ": " + decision.reason());
      out.println(
          "    "
              + terminal.faint(
                  "by \"" + decision.rule().name() + "\", " + decision.rule().location()));
    }
    out.println();
  }

  private static String place(ClassPlan plan, Site site) {
    String source = plan.sourceFile().isEmpty() ? "line" : plan.sourceFile();
    String line = site.line() > 0 ? source + ":" + site.line() : "no line number";
    return "  " + site.target() + " in " + site.method() + " (" + line + ")";
  }

  String word(Verdict verdict, boolean padded) {
    String word =
        switch (verdict) {
          case APPLIED -> "applied";
          case REFUSED -> "refused";
          case NOT_APPLICABLE -> "not applicable";
        };
    String shown = padded ? (word + " ".repeat(14)).substring(0, 14) : word;
    return switch (verdict) {
      case APPLIED -> terminal.good(shown);
      case REFUSED -> terminal.bad(shown);
      case NOT_APPLICABLE -> terminal.faint(shown);
    };
  }

  private void summarize(PrintWriter out, List<ClassPlan> plans, long looked) {
    Map<Verdict, Map<String, Integer>> reasons = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      reasons.put(verdict, new LinkedHashMap<>());
    }
    int decided = 0;
    for (ClassPlan plan : plans) {
      decided += plan.decisions().isEmpty() ? 0 : 1;
      for (Decision decision : plan.decisions()) {
        reasons
            .getOrDefault(decision.verdict(), new LinkedHashMap<>())
            .merge(decision.reason(), 1, Integer::sum);
      }
    }
    List<String> counts = new ArrayList<>();
    for (Map.Entry<Verdict, Map<String, Integer>> entry : reasons.entrySet()) {
      counts.add(total(entry.getValue()) + " " + word(entry.getKey(), false));
    }
    out.println(
        String.join(", ", counts)
            + ", in "
            + decided
            + " of "
            + CheckCommand.count(looked, "class").replace("classs", "classes"));
    for (Verdict verdict : List.of(Verdict.REFUSED, Verdict.NOT_APPLICABLE)) {
      List<Map.Entry<String, Integer>> sorted =
          new ArrayList<>(reasons.getOrDefault(verdict, Map.of()).entrySet());
      sorted.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
      for (Map.Entry<String, Integer> reason : sorted) {
        out.println("  " + reason.getValue() + " " + word(verdict, false) + ": " + reason.getKey());
      }
    }
  }

  private static int total(Map<String, Integer> counts) {
    int total = 0;
    for (int count : counts.values()) {
      total += count;
    }
    return total;
  }

  /** The same as one JSON object. */
  static JsonObject json(
      List<ClassPlan> plans, List<RuleUse> use, long looked, Collection<String> classNames) {
    JsonObject json = new JsonObject();
    json.addProperty("classesLookedAt", looked);
    JsonArray classes = new JsonArray();
    JsonObject summary = new JsonObject();
    for (Verdict verdict : Verdict.values()) {
      summary.addProperty(name(verdict), 0);
    }
    for (ClassPlan plan : plans) {
      JsonObject item = new JsonObject();
      item.addProperty("class", plan.className());
      item.addProperty("source", plan.sourceFile());
      item.addProperty("digest", plan.digest());
      JsonArray decisions = new JsonArray();
      for (Decision decision : plan.decisions()) {
        decisions.add(json(decision));
        String verdict = name(decision.verdict());
        summary.addProperty(verdict, summary.get(verdict).getAsInt() + 1);
      }
      item.add("decisions", decisions);
      classes.add(item);
    }
    json.add("summary", summary);
    json.add("classes", classes);
    JsonArray rules = new JsonArray();
    for (RuleUse rule : use) {
      JsonObject item = new JsonObject();
      item.addProperty("rule", rule.rule().name());
      item.addProperty("location", rule.rule().location().toString());
      item.addProperty("classes", rule.classes());
      item.addProperty("sites", rule.sites());
      if (rule.classes() == 0) {
        item.addProperty("nearest", nearest(rule.rule(), classNames));
      }
      rules.add(item);
    }
    json.add("rules", rules);
    return json;
  }

  static JsonObject json(Decision decision) {
    Site site = decision.site();
    JsonObject item = new JsonObject();
    item.addProperty("verdict", name(decision.verdict()));
    item.addProperty("kind", site.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    item.addProperty("method", site.method());
    item.addProperty("descriptor", site.descriptor());
    item.addProperty("line", site.line());
    item.addProperty("instruction", site.instruction());
    item.addProperty("target", site.target());
    item.addProperty("field", site.field());
    item.addProperty("action", decision.rule().variant().action());
    item.addProperty("variant", decision.rule().variant().name());
    item.addProperty("rule", decision.rule().name());
    item.addProperty("location", decision.rule().location().toString());
    item.addProperty("reason", decision.reason());
    return item;
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String title(Rule rule) {
    String action = rule.variant().action();
    return Catalog.takesVariant(action) ? action + " " + rule.variant().name() : action;
  }

  /** The class or package that a rule without a match was probably about. */
  static @Nullable String nearest(Rule rule, Collection<String> classNames) {
    Glob className = rule.place().className();
    Glob packageName = rule.place().packageName();
    if (className != null && !className.isWild()) {
      String wanted = className.toString();
      String simple = wanted.substring(wanted.lastIndexOf('.') + 1);
      for (String candidate : classNames) {
        if (candidate.endsWith("." + simple)) {
          return candidate;
        }
      }
      return NearestWord.of(wanted, classNames);
    }
    Glob pattern = packageName != null ? packageName : className;
    if (pattern == null) {
      return null;
    }
    String prefix = pattern.literalPrefix();
    while (prefix.endsWith(".")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    return prefix.isEmpty() ? null : NearestWord.of(prefix, packages(classNames));
  }

  private static Set<String> packages(Collection<String> classNames) {
    Set<String> packages = new LinkedHashSet<>();
    for (String name : classNames) {
      for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
        packages.add(name.substring(0, dot));
      }
    }
    return packages;
  }
}
