package com.acme.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a journal says the route table is.
 *
 * @param routes the table after the last change read, by key
 * @param changes how many changes were read
 * @param bytes where the last whole record ends
 */
record JournalReplay(Map<String, Route> routes, long changes, long bytes) {

  /** Nothing: the replay of a journal that does not exist yet. */
  static JournalReplay empty() {
    return new JournalReplay(new HashMap<>(), 0, 0);
  }

  /**
   * Reads the first {@code limit} changes of a journal. A last record without its line break was
   * torn by a crash, and is left out.
   *
   * @throws IOException where the file can't be read or holds something else
   */
  static JournalReplay read(Path path, long limit) throws IOException {
    if (Files.notExists(path)) {
      return empty();
    }
    Map<String, Route> routes = new HashMap<>();
    long changes = 0;
    long bytes = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int next;
      while (changes < limit && (next = in.read()) >= 0) {
        if (next != '\n') {
          line.write(next);
          continue;
        }
        apply(routes, parse(path, changes + 1, line.toString(StandardCharsets.UTF_8)));
        bytes += line.size() + 1;
        changes++;
        line.reset();
      }
    }
    return new JournalReplay(routes, changes, bytes);
  }

  /** How many keys {@code table} and this replay disagree on. */
  long differences(Map<String, Route> table) {
    long missing = table.keySet().stream().filter(key -> !routes.containsKey(key)).count();
    long wrong =
        routes.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(table.get(entry.getKey())))
            .count();
    return missing + wrong;
  }

  private static void apply(Map<String, Route> routes, Change change) {
    String upstream = change.upstream();
    if (upstream == null) {
      routes.remove(change.key());
    } else {
      routes.put(change.key(), new Route(change.host(), change.prefix(), upstream));
    }
  }

  private static Change parse(Path path, long record, String line) throws IOException {
    try {
      return Change.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ", record " + record + ": " + e.getMessage(), e);
    }
  }
}
