package io.unjam.transformers.rule.reference;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the rule reference, a page of Markdown, from the JSON Schema. */
final class RuleReference {
  private static final String HEAD =
      """
      # Rule reference

      <!-- Generated from rules/unjam.schema.json; see CONTRIBUTING for the command. -->

      A rule file says what Unjam rewrites and measures, and where. It is YAML 1.2 in UTF-8:

          version: 1
          rules:
            - name: session map
              at: { class: "com.acme.gateway.**", field: sessions }
              map: { variant: sharded, shards: 64 }
            - name: no needless yields
              at: { package: com.acme }
              yield: auto
            - name: no collections by hand
              at: { class: com.acme.Batch }
              gc: strip
              assume: [explicit-gc-not-required]
            - name: measure everything that writes
              at: { package: com.acme }
              time: { sample: 16 }

      `java -jar unjam.jar check FILE` lists everything that is wrong with a file, each error with its line
      and column. A file with an error is not applied at all. An editor with YAML support completes and
      checks rule files that start with

          # yaml-language-server: $schema=PATH/unjam.schema.json

      Of two rules that want to change one site the earlier in the file wins; the later is refused there,
      naming the earlier. Timing goes along with any other action.

      In patterns, `*` stands for any characters but a dot and `**` for any characters at all. YAML takes a
      leading `*` for an alias: put such a pattern in quotes.

      ## Classes of safety

      | class | meaning | what a rule needs |
      |---|---|---|
      | transparent | keeps the documented contract of what it replaces, class identity aside | nothing |
      | proven | keeps it where an analysis of the application proves the conditions | the proof, else the site is refused with the line that breaks it |
      | assumed | changes what the program may observe | the words in `assume:`, else the site is refused |
      """;

  private final JsonObject schema;
  private final StringBuilder page = new StringBuilder(HEAD);

  private RuleReference(JsonObject schema) {
    this.schema = schema;
  }

  static String of(JsonObject schema) {
    return new RuleReference(schema).write();
  }

  private String write() {
    heading("The file");
    table("key", schema);
    heading("A rule");
    page.append("Beside these it has exactly one action.\n\n");
    JsonObject rule = definition("rule");
    page.append("| key | | |\n|---|---|---|\n");
    for (String key : List.of("name", "at", "assume")) {
      row(key, resolve(rule.getAsJsonObject("properties").get(key)), required(rule, key));
    }
    heading("`at`");
    page.append(text(definition("at"))).append("\n\n");
    table("part", definition("at"));
    page.append("\nNot every part can match for every action:\n\n| action | parts |\n|---|---|\n");
    for (JsonElement branch : rule.getAsJsonArray("oneOf")) {
      JsonObject fitting = branch.getAsJsonObject();
      String action = fitting.getAsJsonArray("required").get(0).getAsString();
      JsonObject at = fitting.getAsJsonObject("properties").getAsJsonObject("at");
      page.append("| `").append(action).append("` | ");
      page.append(joined(at.getAsJsonObject("propertyNames").get("enum"))).append(" |\n");
    }
    for (JsonElement branch : rule.getAsJsonArray("oneOf")) {
      action(branch.getAsJsonObject().getAsJsonArray("required").get(0).getAsString());
    }
    heading("`assume`");
    page.append(text(definition("word")))
        .append("\n\n| word | what its author states |\n|---|---|\n");
    for (JsonElement word : definition("word").getAsJsonArray("oneOf")) {
      JsonObject known = word.getAsJsonObject();
      page.append("| `").append(known.get("const").getAsString()).append("` | ");
      page.append(text(known)).append(" |\n");
    }
    return page.toString();
  }

  private void action(String action) {
    JsonObject definition = definition(action);
    heading("`" + action + "`");
    page.append(text(definition)).append('\n');
    for (JsonElement branch : definition.getAsJsonArray("anyOf")) {
      JsonObject variant = branch.getAsJsonObject();
      if (!variant.has("properties")) {
        page.append("\nThe name alone will do for a variant that needs no option: ");
        List<String> shorthands = new ArrayList<>();
        for (JsonElement name : variant.getAsJsonArray("enum")) {
          shorthands.add("`" + action + ": " + name.getAsString() + "`");
        }
        page.append(String.join(", ", shorthands)).append(".\n");
        continue;
      }
      String title = variant.get("title").getAsString();
      if (!title.equals(action)) {
        page.append("\n### ").append(title).append('\n');
      }
      page.append('\n').append(text(variant)).append('\n');
      JsonObject options = variant.getAsJsonObject("properties").deepCopy();
      options.remove("variant");
      if (!options.isEmpty()) {
        page.append("\n| option | | |\n|---|---|---|\n");
        for (Map.Entry<String, JsonElement> option : options.entrySet()) {
          row(
              option.getKey(),
              option.getValue().getAsJsonObject(),
              required(variant, option.getKey()));
        }
      }
    }
  }

  private void heading(String heading) {
    page.append("\n## ").append(heading).append("\n\n");
  }

  private void table(String title, JsonObject object) {
    page.append("| ").append(title).append(" | | |\n|---|---|---|\n");
    for (Map.Entry<String, JsonElement> property :
        object.getAsJsonObject("properties").entrySet()) {
      row(property.getKey(), resolve(property.getValue()), required(object, property.getKey()));
    }
  }

  private void row(String key, JsonObject property, boolean required) {
    List<String> kind = new ArrayList<>();
    if (property.has("const")) {
      kind.add("`" + property.get("const").getAsString() + "`");
    } else if (property.has("minimum")) {
      kind.add(
          property.get("minimum").getAsString() + " to " + property.get("maximum").getAsString());
    } else if (property.has("type")) {
      kind.add(
          switch (property.get("type").getAsString()) {
            case "array" -> "list";
            case "object" -> "mapping";
            case "boolean" -> "`true` or `false`";
            default -> "text";
          });
    }
    if (required) {
      kind.add("required");
    }
    if (property.has("default")) {
      kind.add("default " + property.get("default").getAsString());
    }
    page.append("| `").append(key).append("` | ").append(String.join(", ", kind)).append(" | ");
    page.append(text(property)).append(" |\n");
  }

  private JsonObject resolve(JsonElement property) {
    JsonObject object = property.getAsJsonObject();
    return object.has("$ref")
        ? definition(object.get("$ref").getAsString().substring("#/$defs/".length()))
        : object;
  }

  private JsonObject definition(String name) {
    return schema.getAsJsonObject("$defs").getAsJsonObject(name);
  }

  private static boolean required(JsonObject object, String key) {
    if (object.has("required")) {
      for (JsonElement name : object.getAsJsonArray("required")) {
        if (name.getAsString().equals(key)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String joined(JsonElement names) {
    List<String> quoted = new ArrayList<>();
    for (JsonElement name : names.getAsJsonArray()) {
      quoted.add("`" + name.getAsString() + "`");
    }
    return String.join(", ", quoted);
  }

  /** Words in angle brackets would be taken for HTML. */
  private static String text(JsonObject object) {
    return object.get("description").getAsString().replace("<", "&lt;").replace(">", "&gt;");
  }
}
