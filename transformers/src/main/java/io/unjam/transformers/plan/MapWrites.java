package io.unjam.transformers.plan;

import java.util.ArrayList;
import java.util.List;

/** The methods of {@link java.util.Map} that write, with their erased descriptors. */
public final class MapWrites {
  private static final String O = "Ljava/lang/Object;";
  private static final String BI_FUNCTION = "Ljava/util/function/BiFunction;";

  private static final String[][] METHODS = {
    {"put", "(" + O + O + ")" + O},
    {"putIfAbsent", "(" + O + O + ")" + O},
    {"putAll", "(Ljava/util/Map;)V"},
    {"remove", "(" + O + ")" + O},
    {"remove", "(" + O + O + ")Z"},
    {"replace", "(" + O + O + ")" + O},
    {"replace", "(" + O + O + O + ")Z"},
    {"replaceAll", "(" + BI_FUNCTION + ")V"},
    {"compute", "(" + O + BI_FUNCTION + ")" + O},
    {"computeIfAbsent", "(" + O + "Ljava/util/function/Function;)" + O},
    {"computeIfPresent", "(" + O + BI_FUNCTION + ")" + O},
    {"merge", "(" + O + O + BI_FUNCTION + ")" + O},
    {"clear", "()V"},
  };

  private MapWrites() {}

  /** Whether a method of a map, by name and descriptor, is one of them. */
  public static boolean contains(String name, String descriptor) {
    for (String[] method : METHODS) {
      if (method[0].equals(name) && method[1].equals(descriptor)) {
        return true;
      }
    }
    return false;
  }

  /** The constant-pool names that a class calling one of them must hold. */
  public static List<List<String>> traces() {
    List<List<String>> traces = new ArrayList<>();
    for (String[] method : METHODS) {
      traces.add(List.of(method[0], method[1]));
    }
    return traces;
  }

  /** The same for the methods of these names alone. */
  public static List<List<String>> traces(String... names) {
    List<List<String>> traces = new ArrayList<>();
    for (String[] method : METHODS) {
      for (String name : names) {
        if (method[0].equals(name)) {
          traces.add(List.of(method[0], method[1]));
        }
      }
    }
    return traces;
  }
}
