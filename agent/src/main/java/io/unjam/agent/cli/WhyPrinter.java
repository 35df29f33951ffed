package io.unjam.agent.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.offline.Explained;
import io.unjam.transformers.proof.Step;
import java.io.PrintWriter;
import java.util.List;

/** Shows what decisions rest on, step by step: {@code plan --why}. */
final class WhyPrinter {
  private final Terminal terminal;

  WhyPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(PrintWriter out, List<Explained> all) {
    for (Explained explained : all) {
      Decision decision = explained.decision();
      out.println(terminal.strong(decision.site().place()) + "  " + decision.site().target());
      out.println(
          "  "
              + new PlanPrinter(terminal).word(decision.verdict(), false)
              + ", "
              + PlanPrinter.title(decision.rule())
              + " by \""
              + decision.rule().name()
              + "\", "
              + decision.rule().location());
      out.println("  " + decision.reason());
      String instruction = explained.instruction();
      if (instruction != null) {
        out.println(terminal.faint("  the site's instruction: " + instruction));
      }
      int number = 0;
      for (Step step : explained.steps()) {
        out.println("  " + ++number + ". " + step.text());
        for (String detail : step.details()) {
          out.println("     - " + detail);
        }
      }
      out.println();
    }
  }

  static JsonObject json(List<Explained> all) {
    JsonArray sites = new JsonArray();
    for (Explained explained : all) {
      JsonObject site = PlanPrinter.json(explained.decision());
      site.addProperty("site", explained.decision().site().place());
      site.addProperty("bytecode", explained.instruction());
      JsonArray proof = new JsonArray();
      for (Step step : explained.steps()) {
        JsonObject item = new JsonObject();
        item.addProperty("text", step.text());
        JsonArray details = new JsonArray();
        step.details().forEach(details::add);
        item.add("details", details);
        proof.add(item);
      }
      site.add("proof", proof);
      sites.add(site);
    }
    JsonObject json = new JsonObject();
    json.add("sites", sites);
    return json;
  }
}
