package io.unjam.agent.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.plan.reach.LockUse;
import io.unjam.transformers.plan.reach.Reach;
import io.unjam.transformers.plan.reach.Reached;
import io.unjam.transformers.proof.striping.Reason;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows what could be striped, lock by lock, with the rules of those that are proven. */
final class ReachPrinter {
  private final Terminal terminal;

  ReachPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(PrintWriter out, Reach reach) {
    int proven = 0;
    int lifted = 0;
    for (Reached lock : reach.locks()) {
      LockUse use = lock.use();
      Reason reason = lock.reason();
      out.println(
          terminal.strong(use.name())
              + " ("
              + use.kind().text()
              + ") with "
              + String.join(", ", lock.maps()));
      if (reason == null) {
        proven++;
        out.println(
            "  "
                + terminal.good("proven")
                + ": "
                + lock.keyed()
                + " of "
                + lock.striping().sections().size()
                + " sections are about one key");
        rule(out, lock, null);
      } else {
        out.println("  " + terminal.bad("refused") + ": " + reason.text());
        lifted += lock.lifts().isEmpty() ? 0 : 1;
        for (String word : lock.lifts()) {
          out.println("  'assume: [" + word + "]' alone would lift that:");
          rule(out, lock, word);
        }
      }
      out.println();
    }
    out.println(
        CheckCommand.count(reach.locks().size(), "lock")
            + " with hash maps or sets beside them, in "
            + CheckCommand.count(reach.classes(), "class").replace("classs", "classes")
            + ": "
            + proven
            + " proven, "
            + lifted
            + " by one word, "
            + (reach.locks().size() - proven - lifted)
            + " refused");
  }

  private static void rule(PrintWriter out, Reached lock, @Nullable String word) {
    LockUse use = lock.use();
    out.println("    - name: " + use.lock() + " of " + use.className());
    out.println("      at: { class: " + use.className() + ", lock: " + use.lock() + " }");
    out.println(
        "      lock: { variant: striped, guards: [" + String.join(", ", lock.maps()) + "] }");
    if (word != null) {
      out.println("      assume: [" + word + "]");
    }
  }

  static JsonObject json(Reach reach) {
    JsonObject json = new JsonObject();
    json.addProperty("classesLookedAt", reach.classes());
    JsonArray locks = new JsonArray();
    for (Reached lock : reach.locks()) {
      LockUse use = lock.use();
      Reason reason = lock.reason();
      JsonObject item = new JsonObject();
      item.addProperty("class", use.className());
      item.addProperty("source", use.sourceFile());
      item.addProperty("origin", lock.origin());
      item.addProperty("lock", use.lock());
      item.addProperty("kind", name(use.kind()));
      item.add("maps", array(use.maps()));
      item.add("guards", array(lock.maps()));
      item.addProperty("verdict", reason == null ? "proven" : "refused");
      item.addProperty("sections", lock.striping().sections().size());
      item.addProperty("keyed", lock.keyed());
      if (reason != null) {
        item.addProperty("obstacle", name(reason.obstacle()));
        item.addProperty("reason", reason.text());
        item.add("liftedBy", array(lock.lifts()));
      }
      locks.add(item);
    }
    json.add("locks", locks);
    JsonArray problems = new JsonArray();
    for (Problem problem : reach.problems()) {
      JsonObject item = new JsonObject();
      item.addProperty("origin", problem.origin());
      item.addProperty("message", problem.text());
      problems.add(item);
    }
    json.add("problems", problems);
    return json;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
