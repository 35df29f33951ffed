package io.unjam.agent.report.prometheus;

import io.unjam.agent.report.SampleRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that the exporter really emits, read from its text. */
final class Emitted {

  /**
   * A metric.
   *
   * @param labels of any of its series, without the bounds of buckets
   */
  record Family(String type, String help, Set<String> labels) {}

  private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  /** By the name that the text announces. */
  final Map<String, Family> families = new TreeMap<>();

  /** The labels of every name that a query can use. */
  final Map<String, Set<String>> series = new TreeMap<>();

  Emitted() throws IOException {
    byte[] page = new Exposition().page(SampleRun.report(), true, null).body();
    String help = "";
    String family = "";
    for (String line : new String(page, StandardCharsets.UTF_8).split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help = words[3];
      } else if (line.startsWith("# TYPE ")) {
        family = words[2];
        families.put(family, new Family(words[3], help, new TreeSet<>()));
      } else if (!line.isEmpty()) {
        Matcher matcher = SERIES.matcher(line);
        if (!matcher.matches()) {
          throw new IllegalStateException("no series: " + line);
        }
        Set<String> labels = series.computeIfAbsent(matcher.group(1), name -> new TreeSet<>());
        Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
        while (label.find()) {
          labels.add(label.group(1));
          if (!label.group(1).equals("le")) {
            families.get(family).labels().add(label.group(1));
          }
        }
      }
    }
  }
}
