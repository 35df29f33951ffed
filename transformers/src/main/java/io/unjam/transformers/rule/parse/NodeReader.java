package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Location;
import io.unjam.transformers.rule.NearestWord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML nodes as the types that rule files have. A method that returns {@code null} has added
 * the error that says why.
 */
final class NodeReader {
  private final SourceText source;
  private final List<RuleError> errors;

  NodeReader(SourceText source, List<RuleError> errors) {
    this.source = source;
    this.errors = errors;
  }

  Location at(Node node) {
    return source.at(node);
  }

  void error(Node at, String message, @Nullable String suggestion) {
    errors.add(new RuleError(source.at(at), message, source.quote(at), suggestion));
  }

  /** For what is missing: the place is where it belongs, and there is no text to quote. */
  void missing(Node at, String message, String suggestion) {
    errors.add(new RuleError(source.at(at), message, "", suggestion));
  }

  /** Says where a misplaced key belongs; {@code null} where it belongs nowhere. */
  interface Misplaced {
    @Nullable String advice(String key);
  }

  /**
   * The entries of a mapping.
   *
   * @param what how messages call the mapping: {@code "at"}, {@code map sharded}
   */
  Fields fields(MappingNode node, String what, Collection<String> known, Misplaced misplaced) {
    Fields fields = new Fields();
    for (NodeTuple tuple : node.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode scalar) || foreignTag(scalar)) {
        error(keyNode, "a key has to be a plain word, found " + describe(keyNode), null);
        continue;
      }
      String key = scalar.getValue();
      if (fields.has(key)) {
        int first = source.at(fields.key(key)).line();
        error(
            keyNode,
            quote(key) + " stands twice in " + what + ", first in line " + first,
            "remove one of the two");
      } else if (known.contains(key)) {
        fields.put(key, keyNode, tuple.getValueNode());
      } else {
        unknown(fields, keyNode, key, what, known, misplaced);
      }
    }
    return fields;
  }

  private void unknown(
      Fields fields,
      Node keyNode,
      String key,
      String what,
      Collection<String> known,
      Misplaced misplaced) {
    String advice = misplaced.advice(key);
    String nearest = NearestWord.of(key, known);
    if (key.equals("<<")) {
      advice = "YAML 1.2 has no merge keys: write the keys out";
    } else if (advice == null && glued(key, known) != null) {
      String meant = glued(key, known);
      fields.addMeant(String.valueOf(meant));
      advice = "write \"" + meant + ": ...\", with a colon and a blank";
    } else if (advice == null && nearest != null) {
      fields.addMeant(nearest);
      advice = "did you mean " + quote(nearest) + "?";
    } else if (advice == null) {
      advice =
          known.isEmpty()
              ? "there is nothing to set here"
              : "known here: " + String.join(", ", known);
    }
    error(keyNode, "unknown key " + quote(key) + " in " + what, advice);
  }

  /** The known key that a key such as "at:{ class" starts with: its blank was forgotten. */
  private static @Nullable String glued(String key, Collection<String> known) {
    for (String candidate : known) {
      if (key.length() > candidate.length()
          && key.startsWith(candidate)
          && ": {".indexOf(key.charAt(candidate.length())) >= 0) {
        return candidate;
      }
    }
    return null;
  }

  @Nullable MappingNode mapping(Node node, String what, String example) {
    if (node instanceof MappingNode mapping && !foreignTag(node)) {
      return mapping;
    }
    error(node, what + " has to be a mapping, found " + describe(node), "write " + quote(example));
    return null;
  }

  @Nullable SequenceNode list(Node node, String what, String example) {
    if (node instanceof SequenceNode list && !foreignTag(node)) {
      return list;
    }
    error(node, what + " has to be a list, found " + describe(node), "write " + quote(example));
    return null;
  }

  /** Text that isn't blank and stands on one line. */
  @Nullable String text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar) || foreignTag(node)) {
      error(node, what + " has to be text, found " + describe(node), null);
      return null;
    }
    String value = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      error(node, what + " has no value", "write its value behind the colon, or remove the key");
      return null;
    }
    if (!scalar.getTag().equals(Tag.STR)) {
      error(
          node,
          what + " has to be text, found " + describe(node),
          "put it in quotes: \"" + value + "\"");
      return null;
    }
    if (value.isBlank()) {
      error(node, what + " is empty", null);
      return null;
    }
    if (value.indexOf('\n') >= 0) {
      error(node, what + " has more than one line", "write it on one line");
      return null;
    }
    return value;
  }

  /** A list of texts; those that are none are left out after their error. */
  @Nullable List<ScalarNode> words(Node node, String what, String example) {
    String single = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    SequenceNode list =
        list(node, what, single.isBlank() ? example : example.replace("...", single));
    if (list == null) {
      return null;
    }
    List<ScalarNode> words = new ArrayList<>();
    for (Node item : list.getValue()) {
      if (text(item, "an item of " + what) != null) {
        words.add((ScalarNode) item);
      }
    }
    return words;
  }

  @Nullable Long integer(Node node, String what, long min, long max) {
    String range = "a whole number from " + min + " to " + max;
    if (!(node instanceof ScalarNode scalar) || foreignTag(node)) {
      error(node, what + " has to be " + range + ", found " + describe(node), null);
      return null;
    }
    String value = scalar.getValue();
    if (!scalar.getTag().equals(Tag.INT) || !isDecimal(value)) {
      String nearest = decimalIn(value, min, max);
      error(
          node,
          what + " has to be " + range + ", found " + describe(node),
          nearest == null ? null : "write " + nearest + ", in decimal and without quotes");
      return null;
    }
    boolean negative = value.startsWith("-");
    // 18 digits always fit; more are out of any range that an option has.
    long number = value.length() > 18 ? (negative ? Long.MIN_VALUE : Long.MAX_VALUE) : parse(value);
    if (number < min || number > max) {
      error(
          node,
          what + " has to be " + range + ", found " + SourceText.shorten(value),
          "the nearest is " + (number < min ? min : max));
      return null;
    }
    return number;
  }

  @Nullable Boolean bool(Node node, String what) {
    if (node instanceof ScalarNode scalar && !foreignTag(node)) {
      String value = scalar.getValue();
      if (scalar.getTag().equals(Tag.BOOL)) {
        return value.equalsIgnoreCase("true");
      }
      boolean yes = value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("on");
      boolean no = value.equalsIgnoreCase("no") || value.equalsIgnoreCase("off");
      error(
          node,
          what + " has to be true or false, found " + describe(node),
          yes || no || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
              ? "write " + (yes || value.equalsIgnoreCase("true")) + " without quotes"
              : null);
      return null;
    }
    error(node, what + " has to be true or false, found " + describe(node), null);
    return null;
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /** What a node is, as a person says it. */
  String describe(Node node) {
    if (foreignTag(node)) {
      return "the tag " + SourceText.shorten(node.getTag().getValue());
    }
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (!(node instanceof ScalarNode scalar)) {
      return "an alias";
    }
    String value = SourceText.shorten(scalar.getValue());
    if (scalar.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    if (scalar.getTag().equals(Tag.STR)) {
      return "the text " + quote(value);
    }
    return scalar.getTag().equals(Tag.BOOL) ? value : "the number " + value;
  }

  static String quote(String s) {
    return "\"" + SourceText.shorten(s) + "\"";
  }

  private static boolean foreignTag(Node node) {
    Tag tag = node.getTag();
    if (node instanceof MappingNode) {
      return !tag.equals(Tag.MAP);
    }
    if (node instanceof SequenceNode) {
      return !tag.equals(Tag.SEQ);
    }
    return !(tag.equals(Tag.STR)
        || tag.equals(Tag.INT)
        || tag.equals(Tag.FLOAT)
        || tag.equals(Tag.BOOL)
        || tag.equals(Tag.NULL));
  }

  private static boolean isDecimal(String value) {
    int start = value.startsWith("-") ? 1 : 0;
    for (int i = start; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return value.length() > start;
  }

  private static long parse(String decimal) {
    return Long.parseLong(decimal);
  }

  /**
   * The number that {@code 64.0}, {@code "64"}, {@code 1_024}, {@code 0x40} or {@code 4k} means.
   */
  private static @Nullable String decimalIn(String value, long min, long max) {
    String s = value.strip().replace("_", "").replace(",", "");
    int radix = 10;
    long factor = 1;
    if (s.startsWith("0x") || s.startsWith("0X")) {
      radix = 16;
      s = s.substring(2);
    } else if (s.endsWith(".0")) {
      s = s.substring(0, s.length() - 2);
    } else if (s.endsWith("k") || s.endsWith("K")) {
      factor = 1024;
      s = s.substring(0, s.length() - 1);
    }
    if (s.isEmpty() || s.length() > 12) {
      return null;
    }
    long number = 0;
    for (int i = 0; i < s.length(); i++) {
      int digit = Character.digit(s.charAt(i), radix);
      if (digit < 0) {
        return null;
      }
      number = number * radix + digit;
    }
    number *= factor;
    return number < min || number > max ? null : Long.toString(number);
  }
}
