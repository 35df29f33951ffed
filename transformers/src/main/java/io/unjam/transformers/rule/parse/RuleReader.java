package io.unjam.transformers.rule.parse;

import io.unjam.transformers.catalog.AssumeWord;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Option;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.rule.Assumption;
import io.unjam.transformers.rule.Location;
import io.unjam.transformers.rule.NearestWord;
import io.unjam.transformers.rule.Place;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * From nodes to rules. Goes on after an error, so that one run finds all of them; the rules it
 * returns count only where there was none.
 */
final class RuleReader {
  private static final int LONGEST_NAME = 200;
  private static final List<String> FILE_KEYS = List.of("version", "rules");
  private static final List<String> RULE_KEYS = ruleKeys();

  private final SourceText source;
  private final NodeReader nodes;
  private final PlaceReader places;
  private final Map<String, Location> names = new HashMap<>();

  RuleReader(SourceText source, List<RuleError> errors) {
    this.source = source;
    this.nodes = new NodeReader(source, errors);
    this.places = new PlaceReader(nodes);
  }

  @Nullable RuleFile read(Node root) {
    if (root instanceof SequenceNode) {
      nodes.missing(
          root,
          "the file is a list, its rules have to stand under \"rules:\"",
          "start with \"version: 1\" and \"rules:\" on two lines");
      return null;
    }
    if (!(root instanceof MappingNode mapping)) {
      nodes.error(
          root,
          "the file has to start with \"version: 1\", found " + nodes.describe(root),
          "is this a rule file?");
      return null;
    }
    Fields fields = nodes.fields(mapping, "the file", FILE_KEYS, MISPLACED_IN_FILE);
    readVersion(root, fields);
    List<Rule> rules = new ArrayList<>();
    Node list = fields.get("rules");
    if (list == null) {
      if (!fields.attempted("rules")) {
        nodes.missing(root, "the file has no \"rules\"", "for none write \"rules: []\"");
      }
    } else if (NodeReader.isNull(list)) {
      nodes.error(list, "\"rules\" has no value", "for none write \"rules: []\"");
    } else {
      SequenceNode sequence = nodes.list(list, "\"rules\"", "- name: ...\" below \"rules:");
      if (sequence != null) {
        for (Node node : sequence.getValue()) {
          Rule rule = readRule(node);
          if (rule != null) {
            rules.add(rule);
          }
        }
      }
    }
    return new RuleFile(source.file(), rules);
  }

  private void readVersion(Node root, Fields fields) {
    Node node = fields.get("version");
    if (node == null) {
      if (!fields.attempted("version")) {
        nodes.missing(root, "the file has no \"version\"", "start it with \"version: 1\"");
      }
      return;
    }
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
      if (!scalar.getValue().equals("1")) {
        nodes.error(
            node,
            "this Unjam reads version 1 of the format, not version "
                + SourceText.shorten(scalar.getValue()),
            "write \"version: 1\"");
      }
      return;
    }
    nodes.error(
        node,
        "\"version\" has to be the number 1, found " + nodes.describe(node),
        "write \"version: 1\"");
  }

  private @Nullable Rule readRule(Node node) {
    MappingNode mapping = nodes.mapping(node, "a rule", "- name: ...");
    if (mapping == null) {
      return null;
    }
    Fields fields = nodes.fields(mapping, "a rule", RULE_KEYS, MISPLACED_IN_RULE);
    String name = readName(node, fields);
    String action = action(node, fields);
    Place place = readPlace(node, fields, action);
    Node wish = action == null ? null : fields.get(action);
    Variant variant = null;
    Map<String, Object> options = Map.of();
    if (action != null && wish != null) {
      Fields wishes = wishes(action, wish);
      if (wishes != null) {
        variant = readVariant(action, wish, wishes);
        if (variant != null) {
          options = readOptions(variant, wish, wishes);
        }
      }
    }
    List<Assumption> assumptions = readAssumptions(fields, variant);
    if (name == null || place == null || variant == null) {
      return null;
    }
    return new Rule(name, nodes.at(node), place, variant, options, assumptions);
  }

  private @Nullable String readName(Node rule, Fields fields) {
    Node node = fields.get("name");
    if (node == null) {
      if (!fields.attempted("name")) {
        nodes.missing(rule, "the rule has no \"name\"", "add \"name: what it is for\"");
      }
      return null;
    }
    String name = nodes.text(node, "\"name\"");
    if (name == null) {
      return null;
    }
    if (name.length() > LONGEST_NAME) {
      nodes.error(node, "the name has more than " + LONGEST_NAME + " characters", "shorten it");
      return null;
    }
    Location first = names.putIfAbsent(name, nodes.at(node));
    if (first != null) {
      nodes.error(
          node,
          "the name " + NodeReader.quote(name) + " is taken by the rule in line " + first.line(),
          "give each rule a name of its own");
    }
    return name;
  }

  /** The rule's one action, or {@code null} after an error. */
  private @Nullable String action(Node rule, Fields fields) {
    String action = null;
    for (String key : fields.names()) {
      if (!Catalog.actions().contains(key)) {
        continue;
      }
      if (action == null) {
        action = key;
      } else {
        nodes.error(
            fields.key(key),
            "a rule has one action, this one has \"" + action + "\" and \"" + key + "\"",
            "write a second rule for \"" + key + "\"");
      }
    }
    if (action == null) {
      for (String meant : fields.meant()) {
        if (Catalog.actions().contains(meant)) {
          return null;
        }
      }
      nodes.missing(
          rule, "the rule has no action", "add one of " + String.join(", ", Catalog.actions()));
    }
    return action;
  }

  private @Nullable Place readPlace(Node rule, Fields fields, @Nullable String action) {
    Node node = fields.get("at");
    if (node == null) {
      if (!fields.attempted("at")) {
        nodes.missing(
            rule, "the rule has no \"at\"", "say where: \"at: { class: com.acme.Orders }\"");
      }
      return null;
    }
    if (action == null) {
      return places.read(node, PlaceReader.PARTS, null);
    }
    return places.read(node, Catalog.placeParts(action), action);
  }

  /** What stands behind an action: a mapping, or the name of a variant alone. */
  private @Nullable Fields wishes(String action, Node wish) {
    Fields fields = new Fields();
    if (wish instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      if (Catalog.takesVariant(action) && !scalar.getValue().isBlank()) {
        fields.put("variant", wish, wish);
        return fields;
      }
    }
    String example = example(action);
    if (NodeReader.isNull(wish)) {
      nodes.error(wish, "\"" + action + "\" has no value", "write \"" + example + "\"");
      return null;
    }
    MappingNode mapping = nodes.mapping(wish, "\"" + action + "\"", example);
    if (mapping == null) {
      return null;
    }
    List<String> known = new ArrayList<>();
    if (Catalog.takesVariant(action)) {
      known.add("variant");
    }
    Variant variant = peekVariant(action, mapping);
    String what = "\"" + action + "\"";
    if (variant != null) {
      what = Catalog.takesVariant(action) ? action + " " + variant.name() : what;
      for (Option option : variant.options()) {
        known.add(option.name());
      }
    } else {
      // The variant is in error: hold the options against those of all, to find what can be found.
      for (Variant any : Catalog.of(action)) {
        for (Option option : any.options()) {
          if (!known.contains(option.name())) {
            known.add(option.name());
          }
        }
      }
    }
    return nodes.fields(mapping, what, known, new OtherVariants(action));
  }

  private static String example(String action) {
    Variant preferred = Catalog.defaultVariant(action);
    Variant variant = preferred == null ? Catalog.of(action).get(0) : preferred;
    if (Catalog.takesVariant(action) || variant.options().get(0).required()) {
      return fullExample(variant);
    }
    Option option = variant.options().get(0);
    return action + ": { " + option.name() + ": " + option.defaultValue() + " }";
  }

  /** The variant as the mapping says it, without an error where it says none. */
  private static @Nullable Variant peekVariant(String action, MappingNode mapping) {
    for (var tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key
          && key.getValue().equals("variant")
          && Catalog.takesVariant(action)) {
        return tuple.getValueNode() instanceof ScalarNode value
            ? Catalog.find(action, value.getValue())
            : null;
      }
    }
    return Catalog.defaultVariant(action);
  }

  private @Nullable Variant readVariant(String action, Node wish, Fields wishes) {
    List<String> names = new ArrayList<>();
    for (Variant variant : Catalog.of(action)) {
      names.add(variant.name());
    }
    Node node = wishes.get("variant");
    if (node == null) {
      Variant variant = Catalog.defaultVariant(action);
      if (variant == null && !wishes.attempted("variant")) {
        nodes.missing(
            wish,
            "\"" + action + "\" names no variant",
            "add \"variant:\" with one of " + String.join(", ", names));
      }
      return wishes.attempted("variant") ? null : variant;
    }
    String name = nodes.text(node, "\"variant\"");
    if (name == null) {
      return null;
    }
    Variant variant = Catalog.find(action, name);
    if (variant == null) {
      nodes.error(
          node,
          "\"" + action + "\" has no variant " + NodeReader.quote(name),
          variantAdvice(action, name, names));
    }
    return variant;
  }

  private static String variantAdvice(String action, String name, List<String> names) {
    String nearest = NearestWord.of(name, names);
    if (nearest != null) {
      return "did you mean \"" + nearest + "\"?";
    }
    for (Variant variant : Catalog.all()) {
      if (variant.name().equals(name) && !variant.action().equals(action)) {
        return "\"" + name + "\" is a variant of \"" + variant.action() + "\"";
      }
    }
    return "its variants are " + String.join(", ", names);
  }

  private Map<String, Object> readOptions(Variant variant, Node wish, Fields wishes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Option option : variant.options()) {
      Node node = wishes.get(option.name());
      if (node != null) {
        Object value = readOption(option, node);
        if (value != null) {
          values.put(option.name(), value);
        }
      } else if (option.defaultValue() != null) {
        values.put(option.name(), option.defaultValue());
      } else if (option.required() && !wishes.attempted(option.name())) {
        nodes.missing(
            wish,
            title(variant) + " needs \"" + option.name() + "\"",
            "write \"" + fullExample(variant) + "\"");
      }
    }
    checkLevels(wishes, values);
    return values;
  }

  /** Levels of spikes have to ascend, those that aren't given included. */
  private void checkLevels(Fields wishes, Map<String, Object> values) {
    for (int i = 1; i < Catalog.SPIKE_LEVELS.size(); i++) {
      String lower = Catalog.SPIKE_LEVELS.get(i - 1);
      String higher = Catalog.SPIKE_LEVELS.get(i);
      if (values.get(lower) instanceof Long least
          && values.get(higher) instanceof Long given
          && given < least) {
        Node at = wishes.get(higher) != null ? wishes.get(higher) : wishes.get(lower);
        if (at != null) {
          nodes.error(
              at,
              quote(higher)
                  + " is "
                  + given
                  + ", which is less than "
                  + quote(lower)
                  + ", "
                  + least,
              "levels ascend: each is at least the one before, and where one isn't given it has its"
                  + " default");
        }
      }
    }
  }

  private static String quote(String name) {
    return "\"" + name + "\"";
  }

  private static String title(Variant variant) {
    return Catalog.takesVariant(variant.action())
        ? variant.action() + " " + variant.name()
        : "\"" + variant.action() + "\"";
  }

  private static String fullExample(Variant variant) {
    List<String> parts = new ArrayList<>();
    if (Catalog.takesVariant(variant.action())) {
      parts.add("variant: " + variant.name());
    }
    for (Option option : variant.options()) {
      if (option.required()) {
        String value =
            switch (option.type()) {
              case INT -> "NUMBER";
              case BOOL -> "true";
              case WORD -> "NAME";
              case WORDS -> "[NAME]";
            };
        parts.add(option.name() + ": " + value);
      }
    }
    return variant.action() + ": { " + String.join(", ", parts) + " }";
  }

  @Nullable Object readOption(Option option, Node node) {
    String what = "\"" + option.name() + "\"";
    return switch (option.type()) {
      case INT -> nodes.integer(node, what, option.min(), option.max());
      case BOOL -> nodes.bool(node, what);
      case WORD -> nodes.text(node, what);
      case WORDS -> readWords(option, node, what);
    };
  }

  private @Nullable List<String> readWords(Option option, Node node, String what) {
    List<ScalarNode> words = nodes.words(node, what, option.name() + ": [...]");
    if (words == null) {
      return null;
    }
    if (words.isEmpty() && option.required()) {
      nodes.error(node, what + " is an empty list", "name at least one");
    }
    List<String> values = new ArrayList<>();
    for (ScalarNode word : words) {
      values.add(word.getValue());
    }
    return List.copyOf(values);
  }

  private List<Assumption> readAssumptions(Fields fields, @Nullable Variant variant) {
    List<Assumption> assumptions = new ArrayList<>();
    Node node = fields.get("assume");
    List<ScalarNode> words = node == null ? null : nodes.words(node, "\"assume\"", "assume: [...]");
    if (words == null) {
      return assumptions;
    }
    Map<String, Location> seen = new HashMap<>();
    for (ScalarNode word : words) {
      Location first = seen.putIfAbsent(word.getValue(), nodes.at(word));
      if (first != null) {
        nodes.error(
            word, NodeReader.quote(word.getValue()) + " stands twice in \"assume\"", "remove one");
      } else if (isKnown(word, variant)) {
        assumptions.add(new Assumption(word.getValue(), nodes.at(word)));
      }
    }
    return assumptions;
  }

  private boolean isKnown(ScalarNode node, @Nullable Variant variant) {
    String word = node.getValue();
    List<String> fitting = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (AssumeWord known : Catalog.words()) {
      all.add(known.word());
    }
    if (variant != null) {
      for (AssumeWord known : variant.assume()) {
        fitting.add(known.word());
      }
    }
    if (!all.contains(word)) {
      String nearest = NearestWord.of(word, variant == null ? all : fitting);
      if (nearest == null) {
        nearest = NearestWord.of(word, all);
      }
      List<String> offered = variant == null ? all : fitting;
      String advice =
          nearest != null
              ? "did you mean \"" + nearest + "\"?"
              : offered.isEmpty() && variant != null
                  ? title(variant) + " needs no \"assume\""
                  : "words here: " + String.join(", ", offered);
      nodes.error(node, "unknown word " + NodeReader.quote(word) + " in \"assume\"", advice);
      return false;
    }
    if (variant != null && !fitting.contains(word)) {
      nodes.error(
          node,
          NodeReader.quote(word) + " means nothing for " + title(variant),
          fitting.isEmpty()
              ? "remove it: " + title(variant) + " needs no \"assume\""
              : "words here: " + String.join(", ", fitting));
      return false;
    }
    return true;
  }

  private static List<String> ruleKeys() {
    List<String> keys = new ArrayList<>(List.of("name", "at"));
    keys.addAll(Catalog.actions());
    keys.add("assume");
    return List.copyOf(keys);
  }

  private static final NodeReader.Misplaced MISPLACED_IN_FILE =
      new NodeReader.Misplaced() {
        @Override
        public @Nullable String advice(String key) {
          return RULE_KEYS.contains(key)
              ? "it belongs into a rule: start one under \"rules:\" with \"- name: ...\""
              : null;
        }
      };

  private static final NodeReader.Misplaced MISPLACED_IN_RULE =
      new NodeReader.Misplaced() {
        @Override
        public @Nullable String advice(String key) {
          if (PlaceReader.PARTS.contains(key)) {
            return "it belongs into \"at: { ... }\"";
          }
          for (Variant variant : Catalog.all()) {
            for (Option option : variant.options()) {
              if (key.equals(option.name())) {
                return "it belongs into \"" + variant.action() + ": { ... }\"";
              }
            }
          }
          return key.equals("variant")
              ? "it belongs into the action, as in \"yield: { variant: auto }\""
              : null;
        }
      };

  /** Knows the options of an action's other variants. */
  private static final class OtherVariants implements NodeReader.Misplaced {
    private final String action;

    OtherVariants(String action) {
      this.action = action;
    }

    @Override
    public @Nullable String advice(String key) {
      if (key.equals("assume") || key.equals("at") || key.equals("name")) {
        return "it belongs beside \"" + action + "\", not into it";
      }
      if (key.equals("variant")) {
        return "\"" + action + "\" has nothing to choose";
      }
      for (Variant variant : Catalog.of(action)) {
        for (Option option : variant.options()) {
          if (option.name().equals(key)) {
            return "it is an option of " + title(variant);
          }
        }
      }
      return null;
    }
  }
}
