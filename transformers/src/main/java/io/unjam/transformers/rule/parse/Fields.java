package io.unjam.transformers.rule.parse;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The entries of one mapping whose keys are known, in the order of the file, and the keys that the
 * unknown ones probably meant: who misspells a required key hears of the spelling, not of a missing
 * key besides.
 */
final class Fields {
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> meant = new LinkedHashSet<>();

  void put(String name, Node key, Node value) {
    keys.put(name, key);
    values.put(name, value);
  }

  void addMeant(String name) {
    meant.add(name);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable Node get(String name) {
    return values.get(name);
  }

  /** The node of a key that is there. */
  Node key(String name) {
    Node key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException(name);
    }
    return key;
  }

  /** Whether the key is there or was probably meant. */
  boolean attempted(String name) {
    return values.containsKey(name) || meant.contains(name);
  }

  Set<String> names() {
    return values.keySet();
  }

  Set<String> meant() {
    return meant;
  }
}
