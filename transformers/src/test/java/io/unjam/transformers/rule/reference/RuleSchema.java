package io.unjam.transformers.rule.reference;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.catalog.AssumeWord;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Option;
import io.unjam.transformers.catalog.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the JSON Schema (2020-12) of rule files from the catalogue. */
final class RuleSchema {
  private static final Map<String, String> ACTION_DOCS =
      Map.of(
          "map", "What becomes of maps that are created or written here.",
          "lock", "What becomes of locks and monitors that are taken here.",
          "yield", "What becomes of Thread.yield() here.",
          "gc", "What becomes of calls for a garbage collection here.",
          "time", "Measure the writes here.",
          "pin", "Bind the threads that write here to processors.");

  private static final Map<String, String> PART_DOCS =
      Map.of(
          "class",
          "Pattern over binary class names (com.acme.Orders$Line); without a wildcard it also covers"
              + " the nested classes of the class it names.",
          "package",
          "Pattern over package names; without a wildcard it also covers sub-packages.",
          "method",
          "Pattern over method names; a constructor is <init>, a static initialiser <clinit>.",
          "field",
          "Name of a field: what is created and stored into it, what is called on a value read from"
              + " it.",
          "new",
          "Binary name of the class that is instantiated.",
          "call",
          "The method that is called, as java.util.Map.put or put alone.",
          "lock",
          "Name of the field that holds the lock; this or class for the monitor of the object or of the class itself.");

  private RuleSchema() {}

  static JsonObject generate() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.addProperty("$id", "urn:io.unjam:rules:1");
    schema.addProperty("title", "Unjam rules");
    schema.addProperty("description", "What Unjam rewrites and measures in an application.");
    schema.addProperty("type", "object");
    schema.addProperty("additionalProperties", false);
    schema.add("required", strings(List.of("version", "rules")));
    JsonObject properties = new JsonObject();
    JsonObject version = described("Version of the format.");
    version.addProperty("const", 1);
    properties.add("version", version);
    JsonObject rules =
        described("The rules; of two that want to change one site the earlier wins.");
    rules.addProperty("type", "array");
    rules.add("items", ref("rule"));
    properties.add("rules", rules);
    schema.add("properties", properties);
    JsonObject defs = new JsonObject();
    defs.add("rule", rule());
    defs.add("at", at());
    for (String action : Catalog.actions()) {
      defs.add(action, action(action));
    }
    defs.add("word", words());
    schema.add("$defs", defs);
    return schema;
  }

  private static JsonObject rule() {
    JsonObject rule = described("A place, one action there, and what its author vouches for.");
    rule.addProperty("type", "object");
    rule.addProperty("additionalProperties", false);
    rule.add("required", strings(List.of("name", "at")));
    JsonObject properties = new JsonObject();
    JsonObject name = described("What people call it; unique within the file.");
    name.addProperty("type", "string");
    name.addProperty("pattern", "^[^\\n]*\\S[^\\n]*$");
    name.addProperty("maxLength", 200);
    properties.add("name", name);
    properties.add("at", ref("at"));
    for (String action : Catalog.actions()) {
      properties.add(action, ref(action));
    }
    JsonObject assume = described("Facts that no analysis can prove and the author vouches for.");
    assume.addProperty("type", "array");
    assume.addProperty("uniqueItems", true);
    assume.add("items", ref("word"));
    properties.add("assume", assume);
    rule.add("properties", properties);
    JsonArray oneOf = new JsonArray();
    for (String action : Catalog.actions()) {
      JsonObject names = new JsonObject();
      names.add("propertyNames", enumOf(Catalog.placeParts(action)));
      JsonObject fitting = new JsonObject();
      fitting.add("at", names);
      List<String> words = new ArrayList<>();
      for (Variant variant : Catalog.of(action)) {
        for (AssumeWord word : variant.assume()) {
          if (!words.contains(word.word())) {
            words.add(word.word());
          }
        }
      }
      JsonObject assumed = new JsonObject();
      if (words.isEmpty()) {
        assumed.addProperty("maxItems", 0);
      } else {
        assumed.add("items", enumOf(words));
      }
      fitting.add("assume", assumed);
      JsonObject branch = new JsonObject();
      branch.add("required", strings(List.of(action)));
      branch.add("properties", fitting);
      oneOf.add(branch);
    }
    rule.add("oneOf", oneOf);
    return rule;
  }

  private static JsonObject at() {
    JsonObject at = described("Where: all of its parts have to match; class or package is needed.");
    at.addProperty("type", "object");
    at.addProperty("additionalProperties", false);
    JsonObject properties = new JsonObject();
    for (String part : Catalog.placeParts("time")) {
      JsonObject property = described(PART_DOCS.get(part));
      property.addProperty("type", "string");
      property.addProperty("pattern", "^\\S+$");
      properties.add(part, property);
    }
    at.add("properties", properties);
    JsonArray anyOf = new JsonArray();
    for (String part : List.of("class", "package")) {
      JsonObject needed = new JsonObject();
      needed.add("required", strings(List.of(part)));
      anyOf.add(needed);
    }
    at.add("anyOf", anyOf);
    return at;
  }

  private static JsonObject action(String action) {
    JsonObject schema = described(ACTION_DOCS.get(action));
    JsonArray anyOf = new JsonArray();
    List<String> alone = new ArrayList<>();
    for (Variant variant : Catalog.of(action)) {
      if (variant.options().stream().noneMatch(Option::required)) {
        alone.add(variant.name());
      }
    }
    for (Variant variant : Catalog.of(action)) {
      anyOf.add(variant(variant));
    }
    if (Catalog.takesVariant(action)) {
      JsonObject name = enumOf(alone);
      name.addProperty("description", "The name of a variant that needs no option.");
      anyOf.add(name);
    }
    schema.add("anyOf", anyOf);
    return schema;
  }

  private static JsonObject variant(Variant variant) {
    boolean named = Catalog.takesVariant(variant.action());
    boolean byDefault = variant.equals(Catalog.defaultVariant(variant.action()));
    StringBuilder doc = new StringBuilder(variant.doc());
    doc.append(" Class: ").append(variant.safety().name().toLowerCase(Locale.ROOT)).append('.');
    if (!variant.assume().isEmpty()) {
      List<String> words = new ArrayList<>();
      for (AssumeWord word : variant.assume()) {
        words.add(word.word());
      }
      doc.append(" Words: ").append(String.join(", ", words)).append('.');
    }
    if (named && byDefault) {
      doc.append(" The default.");
    }
    if (!variant.available()) {
      doc.append(" Not in this version yet: its sites are refused with that reason.");
    }
    JsonObject schema = described(doc.toString());
    schema.addProperty("title", named ? variant.action() + " " + variant.name() : variant.action());
    schema.addProperty("type", "object");
    schema.addProperty("additionalProperties", false);
    List<String> required = new ArrayList<>();
    JsonObject properties = new JsonObject();
    if (named) {
      JsonObject name = new JsonObject();
      name.addProperty("const", variant.name());
      properties.add("variant", name);
      if (!byDefault) {
        required.add("variant");
      }
    }
    for (Option option : variant.options()) {
      properties.add(option.name(), option(option));
      if (option.required()) {
        required.add(option.name());
      }
    }
    schema.add("properties", properties);
    if (!required.isEmpty()) {
      schema.add("required", strings(required));
    }
    return schema;
  }

  private static JsonObject option(Option option) {
    JsonObject schema = described(option.doc());
    switch (option.type()) {
      case INT -> {
        schema.addProperty("type", "integer");
        schema.addProperty("minimum", option.min());
        schema.addProperty("maximum", option.max());
      }
      case BOOL -> schema.addProperty("type", "boolean");
      case WORD -> schema.addProperty("type", "string");
      case WORDS -> {
        schema.addProperty("type", "array");
        JsonObject item = new JsonObject();
        item.addProperty("type", "string");
        schema.add("items", item);
        if (option.required()) {
          schema.addProperty("minItems", 1);
        }
      }
    }
    if (option.defaultValue() instanceof Number number) {
      schema.addProperty("default", number);
    } else if (option.defaultValue() instanceof Boolean bool) {
      schema.addProperty("default", bool);
    }
    return schema;
  }

  private static JsonObject words() {
    JsonObject schema = described("A fact that the rule's author vouches for.");
    JsonArray oneOf = new JsonArray();
    for (AssumeWord word : Catalog.words()) {
      JsonObject known = described(word.meaning() + " If it is not so: " + word.ifFalse());
      known.addProperty("const", word.word());
      oneOf.add(known);
    }
    schema.add("oneOf", oneOf);
    return schema;
  }

  private static JsonObject described(String description) {
    JsonObject schema = new JsonObject();
    schema.addProperty("description", description);
    return schema;
  }

  private static JsonObject ref(String name) {
    JsonObject schema = new JsonObject();
    schema.addProperty("$ref", "#/$defs/" + name);
    return schema;
  }

  private static JsonObject enumOf(List<String> values) {
    JsonObject schema = new JsonObject();
    schema.add("enum", strings(values));
    return schema;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    for (String value : values) {
      array.add(value);
    }
    return array;
  }
}
