package com.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** An application that asks its maps for key sets in every way, and prints what it saw. */
public final class KeySets {
  private KeySets() {}

  /** Prints one line per way. */
  @SuppressWarnings("UnnecessaryAsync") // the class of the map is what is looked at
  public static void main(String[] arguments) {
    ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
    System.out.println("class " + map.getClass().getSimpleName());
    for (int i = 0; i < 100; i++) {
      map.put("k" + i, i);
    }
    show("keySet", map.keySet());
    show("newKeySet", ConcurrentHashMap.newKeySet());
    show("newKeySet(64)", ConcurrentHashMap.newKeySet(64));
    show("keySet(7)", map.keySet(7));
  }

  private static void show(String name, Set<String> keys) {
    StringBuilder line = new StringBuilder(name);
    try {
      line.append(" add ").append(keys.add("x")).append(keys.add("x"));
      line.append(" addAll ").append(keys.addAll(List.of("x", "y", "z")));
    } catch (UnsupportedOperationException e) {
      line.append(" refuses to add");
    }
    List<String> walked = new ArrayList<>();
    for (String key : keys) {
      walked.add(key);
    }
    line.append(" iterator ")
        .append(walked.size())
        .append('/')
        .append(new TreeSet<>(walked).size());
    List<String> each = new ArrayList<>();
    keys.forEach(each::add);
    line.append(" forEach ").append(new TreeSet<>(each).equals(new TreeSet<>(walked)));
    line.append(" stream ").append(keys.stream().count());
    line.append(" parallel ").append(keys.parallelStream().distinct().count());
    line.append(" array ").append(keys.toArray().length);
    line.append(" removeAll ").append(keys.removeAll(List.of("x", "k1", "absent")));
    line.append(keys.removeAll(Set.of("x", "absent")));
    line.append(" retainAll ").append(keys.retainAll(Set.of("k2", "k3", "y")));
    line.append(" left ").append(new TreeSet<>(keys)).append(' ').append(keys.size());
    System.out.println(line);
  }
}
