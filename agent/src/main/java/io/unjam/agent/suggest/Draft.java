package io.unjam.agent.suggest;

import com.google.gson.Gson;
import io.unjam.transformers.catalog.AssumeWord;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A rule in the making. Its parts are those of the rule file.
 *
 * @param name what people will call it
 * @param at the place, by part, in the order to be written
 * @param action its action
 * @param variant its variant
 * @param options by name: a number, or a list of words
 */
record Draft(
    String name, List<Part> at, String action, String variant, Map<String, Object> options) {

  /** A part of a place. */
  record Part(String name, String value) {}

  private static final Gson GSON = new Gson();

  /** What a rule file begins with. */
  private static final String FILE = "version: 1\nrules:\n";

  Draft {
    at = List.copyOf(at);
    options = Map.copyOf(options);
  }

  /** The class that the place names. */
  String className() {
    return at.get(0).value();
  }

  /** As {@code map: sharded}. */
  String wish() {
    return action + ": " + variant;
  }

  /** As {@code map: { variant: sharded, shards: 16 }}. */
  String whole() {
    return wish(options);
  }

  /** Whether this version has the variant. */
  boolean available() {
    Variant found = Catalog.find(action, variant);
    return found != null && found.available();
  }

  /** The word of the variant's, or {@code null}. */
  @Nullable AssumeWord word(String text) {
    Variant found = Catalog.find(action, variant);
    if (found != null) {
      for (AssumeWord word : found.assume()) {
        if (word.word().equals(text)) {
          return word;
        }
      }
    }
    return null;
  }

  Draft named(String other) {
    return new Draft(other, at, action, variant, options);
  }

  /** The lines of the rule, an item of the list of rules. */
  List<String> lines(List<String> assumed) {
    List<String> lines = new ArrayList<>();
    lines.add("  - name: " + quoted(name));
    StringBuilder place = new StringBuilder("    at: {");
    for (Part part : at) {
      place.append(place.charAt(place.length() - 1) == '{' ? " " : ", ");
      place.append(part.name()).append(": ").append(quoted(part.value()));
    }
    lines.add(place.append(" }").toString());
    lines.add("    " + wish(options));
    if (!assumed.isEmpty()) {
      lines.add("    assume: [" + String.join(", ", assumed) + "]");
    }
    return lines;
  }

  private String wish(Map<String, Object> options) {
    StringBuilder wish = new StringBuilder(action + ": { variant: " + variant);
    for (Map.Entry<String, Object> option : new TreeMap<>(options).entrySet()) {
      wish.append(", ").append(option.getKey()).append(": ");
      if (option.getValue() instanceof List<?> words) {
        wish.append('[');
        for (int i = 0; i < words.size(); i++) {
          wish.append(i == 0 ? "" : ", ").append(quoted(String.valueOf(words.get(i))));
        }
        wish.append(']');
      } else {
        wish.append(option.getValue());
      }
    }
    return wish.append(" }").toString();
  }

  /** A whole rule file of this rule alone. */
  String file(List<String> assumed) {
    return FILE + String.join("\n", lines(assumed)) + "\n";
  }

  /** A rule file that times what a method does. */
  static String timing(String className, String method) {
    return FILE + timing("timed", className, ", method: " + quoted(method));
  }

  /** A rule file that times a class's sections, by a rule for each lock that bears its name. */
  static String timing(String className, List<String> locks) {
    StringBuilder file = new StringBuilder(FILE);
    for (String lock : locks) {
      file.append(timing(lock, className, ", lock: " + quoted(lock)));
    }
    return file.toString();
  }

  private static String timing(String name, String className, String more) {
    return "  - name: "
        + quoted(name)
        + "\n    at: { class: "
        + quoted(className)
        + more
        + " }\n    time: { sample: 1 }\n";
  }

  /** As YAML: plain where that is beyond doubt, else as JSON, which YAML reads likewise. */
  private static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z_][A-Za-z0-9_.$-]*( [A-Za-z_][A-Za-z0-9_.$-]*)*")
            && !text.matches("(?i)true|false|null|yes|no|on|off");
    return plain ? text : GSON.toJson(text);
  }
}
