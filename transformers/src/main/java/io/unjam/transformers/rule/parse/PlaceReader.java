package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Glob;
import io.unjam.transformers.rule.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code at:}, and holds its names against what the JVM allows in names. */
final class PlaceReader {
  static final List<String> PARTS =
      List.of("class", "package", "method", "field", "new", "call", "lock");

  private static final String EXAMPLE = "at: { class: com.acme.Orders }";

  /** Types of the JDK that rules are about, which people name without their package. */
  private static final List<String> KNOWN_TYPES =
      List.of(
          "java.util.Map",
          "java.util.HashMap",
          "java.util.Hashtable",
          "java.util.Collections",
          "java.util.concurrent.ConcurrentMap",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.locks.Lock",
          "java.util.concurrent.locks.ReadWriteLock",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantReadWriteLock",
          "java.util.concurrent.locks.StampedLock");

  private final NodeReader nodes;

  PlaceReader(NodeReader nodes) {
    this.nodes = nodes;
  }

  /**
   * Reads the place.
   *
   * @param allowed the parts that can match for the rule's action
   * @param action the rule's action, or {@code null} where that is in error itself
   */
  @Nullable Place read(Node node, List<String> allowed, @Nullable String action) {
    MappingNode mapping = mapping(node);
    if (mapping == null) {
      return null;
    }
    Fields fields = nodes.fields(mapping, "\"at\"", PARTS, MISPLACED);
    for (String name : fields.names()) {
      if (action != null && !allowed.contains(name)) {
        nodes.error(
            fields.key(name),
            NodeReader.quote(name) + " can't match anything that \"" + action + "\" is about",
            "a place for \"" + action + "\" has " + String.join(", ", allowed));
      }
    }
    Glob className = null;
    Glob packageName = null;
    Glob method = null;
    String field = null;
    String allocation = null;
    String call = null;
    String lock = null;
    for (String name : fields.names()) {
      Node value = fields.get(name);
      if (value == null) {
        continue;
      }
      String text = nodes.text(value, "\"" + name + "\"");
      if (text == null) {
        continue;
      }
      switch (name) {
        case "class" -> className = className(value, text);
        case "package" -> packageName = dotted(value, text, "package");
        case "method" -> method = method(value, text);
        case "field" -> field = member(value, text, "field");
        case "new" -> allocation = allocation(value, text);
        case "call" -> call = call(value, text);
        default -> lock = member(value, text, "lock");
      }
    }
    if (!fields.attempted("class") && !fields.attempted("package")) {
      nodes.missing(
          node,
          "\"at\" names neither a class nor a package",
          "add \"class: com.acme.Orders\" or \"package: com.acme\"");
    }
    return new Place(nodes.at(node), className, packageName, method, field, allocation, call, lock);
  }

  private @Nullable MappingNode mapping(Node node) {
    String example = EXAMPLE;
    if (node instanceof ScalarNode scalar
        && !scalar.getValue().isBlank()
        && scalar.getValue().length() < 60) {
      example = "at: { class: " + scalar.getValue() + " }";
    }
    return nodes.mapping(node, "\"at\"", example);
  }

  private @Nullable Glob className(Node node, String text) {
    if (text.endsWith(".class") || text.endsWith(".java")) {
      String name = text.substring(0, text.lastIndexOf('.'));
      nodes.error(
          node,
          NodeReader.quote(text) + " names a file, not a class",
          "write \"" + name.replace('/', '.') + "\"");
      return null;
    }
    return dotted(node, text, "class");
  }

  private @Nullable Glob dotted(Node node, String text, String part) {
    String problem = null;
    String suggestion = null;
    int bad = firstNotIn(text, true, ".*");
    if (text.indexOf('/') >= 0) {
      problem = " has a \"/\"";
      suggestion = "names have dots: \"" + text.replace('/', '.') + "\"";
    } else if (text.contains("***")) {
      problem = " has three stars in a row";
      suggestion = "\"*\" stands for any characters but a dot, \"**\" for any characters at all";
    } else if (text.indexOf('?') >= 0) {
      problem = " has a \"?\", which isn't a wildcard here";
      suggestion = "\"*\" stands for any characters but a dot, \"**\" for any characters at all";
    } else if (bad >= 0) {
      problem =
          " has "
              + (Character.isWhitespace(text.charAt(bad))
                  ? "a blank"
                  : NodeReader.quote(symbol(text, bad)))
              + ", which no "
              + part
              + " name contains";
      suggestion = "write names with dots, and * or ** as wildcards";
    } else if (text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
      problem = " has a dot with no name beside it";
      suggestion = "write names with single dots, such as \"com.acme.Orders\"";
    }
    if (problem != null) {
      nodes.error(node, "the " + part + " pattern " + NodeReader.quote(text) + problem, suggestion);
      return null;
    }
    return new Glob(text);
  }

  private @Nullable Glob method(Node node, String text) {
    int paren = text.indexOf('(');
    if (paren >= 0) {
      nodes.error(
          node,
          "the method " + NodeReader.quote(text) + " has a parameter list",
          paren == 0 ? "write its name alone" : "write \"" + text.substring(0, paren) + "\"");
      return null;
    }
    if (text.equals("<init>") || text.equals("<clinit>")) {
      return new Glob(text);
    }
    if (text.indexOf('.') >= 0 && firstNotIn(text, true, ".*") < 0) {
      nodes.error(
          node,
          "the method " + NodeReader.quote(text) + " has a dot",
          "write the class behind \"class:\" and the method's name alone here");
      return null;
    }
    if (firstNotIn(text, true, "*") >= 0 || text.contains("***")) {
      nodes.error(
          node,
          NodeReader.quote(text) + " is no pattern of method names",
          "write a name, with * as a wildcard; constructors are \"<init>\"");
      return null;
    }
    return new Glob(text);
  }

  private @Nullable String member(Node node, String text, String part) {
    if (text.indexOf('*') >= 0) {
      nodes.error(
          node,
          "\"" + part + "\" takes a name, no pattern such as " + NodeReader.quote(text),
          "write a rule for each " + part + ", or leave \"" + part + "\" out to mean all");
      return null;
    }
    if (text.indexOf('.') >= 0 && firstNotIn(text, false, ".") < 0) {
      String last = text.substring(text.lastIndexOf('.') + 1);
      nodes.error(
          node,
          "\"" + part + "\" takes a name without a class, found " + NodeReader.quote(text),
          "write \"" + (last.isEmpty() ? "orders" : last) + "\", and the class behind \"class:\"");
      return null;
    }
    if (firstNotIn(text, false, "") >= 0) {
      nodes.error(node, NodeReader.quote(text) + " is no field's name", null);
      return null;
    }
    return text;
  }

  private @Nullable String allocation(Node node, String text) {
    if (text.startsWith("new ") || text.indexOf('(') >= 0) {
      nodes.error(
          node,
          NodeReader.quote(text) + " is an expression, \"new\" takes a class",
          "write the name of the class alone, such as java.util.concurrent.ConcurrentHashMap");
      return null;
    }
    String qualified = qualified(text);
    if (qualified != null) {
      nodes.error(
          node, NodeReader.quote(text) + " lacks its package", "write \"" + qualified + "\"");
      return null;
    }
    if (text.indexOf('*') >= 0) {
      nodes.error(
          node, "\"new\" takes a class, no pattern such as " + NodeReader.quote(text), null);
      return null;
    }
    return dotted(node, text, "class") == null ? null : text;
  }

  private @Nullable String call(Node node, String text) {
    int hash = Math.max(text.indexOf('#'), text.indexOf("::"));
    if (hash > 0) {
      nodes.error(
          node,
          NodeReader.quote(text) + " isn't how a call is written here",
          "write \"" + text.replace("::", ".").replace('#', '.') + "\"");
      return null;
    }
    int paren = text.indexOf('(');
    if (paren >= 0) {
      nodes.error(
          node,
          "the call " + NodeReader.quote(text) + " has a parameter list",
          paren == 0 ? "write its name alone" : "write \"" + text.substring(0, paren) + "\"");
      return null;
    }
    if (text.indexOf('*') >= 0) {
      nodes.error(
          node,
          "\"call\" takes a method, no pattern such as " + NodeReader.quote(text),
          "write \"java.util.Map.put\" or \"put\"");
      return null;
    }
    int dot = text.lastIndexOf('.');
    String qualified = dot > 0 ? qualified(text.substring(0, dot)) : null;
    if (qualified != null) {
      nodes.error(
          node,
          NodeReader.quote(text) + " lacks the package",
          "write \"" + qualified + text.substring(dot) + "\"");
      return null;
    }
    return dotted(node, text, "method") == null ? null : text;
  }

  private static @Nullable String qualified(String simple) {
    for (String type : KNOWN_TYPES) {
      if (type.endsWith("." + simple) && simple.indexOf('.') < 0) {
        return type;
      }
    }
    return null;
  }

  /**
   * The index of the first character that is neither part of a name nor in {@code also}. The JVM
   * allows more in names than Java does, and other languages use it; blanks and the characters of
   * descriptors, of parameter lists and of other tools' patterns are what a mistake looks like.
   */
  private static int firstNotIn(String text, boolean pattern, String also) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (also.indexOf(c) >= 0) {
        continue;
      }
      if (Character.isWhitespace(c)
          || ".;[/<>(){},#:\"'\\|^&!=*?@%`~+".indexOf(c) >= 0
          || (pattern && c == ']')) {
        return i;
      }
    }
    return -1;
  }

  private static String symbol(String text, int index) {
    return new String(Character.toChars(text.codePointAt(index)));
  }

  private static final NodeReader.Misplaced MISPLACED =
      new NodeReader.Misplaced() {
        @Override
        public @Nullable String advice(String key) {
          return switch (key) {
            case "allocation", "alloc", "allocates" -> "an allocation is written \"new\"";
            case "type" -> "a class is written \"class\", an allocated type \"new\"";
            case "name", "at", "assume", "map", "yield", "gc", "time", "pin" ->
                "it belongs beside \"at\", not into it";
            default -> null;
          };
        }
      };
}
