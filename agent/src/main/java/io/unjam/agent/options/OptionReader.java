package io.unjam.agent.options;

import io.unjam.transformers.rule.NearestWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads options from their four sources: agent argument, then system properties, then environment,
 * then the file that {@code config} names; the first that has a key decides it.
 *
 * <p>An unknown key is an error in the argument, among the properties that start with {@code
 * unjam.} and in the file. Among environment variables it is not: a name like {@code UNJAM_PORT} is
 * what orchestrators derive from a service's name, so a stranger there is remarked on, no more.
 *
 * <p>One reading, one instance; for use by one thread.
 */
public final class OptionReader {

  private static final String SHARE = "([0-9]{1,3}(?:\\.[0-9]{1,6})?)%";
  private static final String SIZE = "([0-9]{1,9})([kKmMgG])";
  private static final long DEFAULT_MEMORY = 32L << 20;
  private static final long LEAST_MEMORY = 64L << 10;
  private static final long MOST_MEMORY = 8L << 30;

  private final Map<Key, Value> values = new EnumMap<>(Key.class);
  private final List<String> errors = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private OptionReader() {}

  /** A value and who gave it. */
  private record Value(List<String> texts, String source) {}

  /**
   * What came of a reading.
   *
   * @param options the right ones; where a value is wrong its default
   * @param errors what is wrong, a sentence each; with any, nothing should be applied
   * @param remarks what {@code log=debug} shows
   */
  public record Result(Options options, List<String> errors, List<String> remarks) {
    public Result {
      errors = List.copyOf(errors);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Reads. Never throws: what can't be read is one of the errors.
   *
   * @param argument what follows the jar's name in {@code -javaagent:}, or {@code null}
   */
  public static Result read(
      @Nullable String argument, Properties properties, Map<String, String> environment) {
    OptionReader reader = new OptionReader();
    reader.argument(argument == null ? "" : argument);
    reader.properties(properties);
    reader.environment(environment);
    reader.config();
    Options options =
        new Options(
            reader.rules(),
            reader.log(),
            reader.failOnError(),
            reader.report(),
            reader.file(Key.RECORD),
            reader.file(Key.HLOG),
            reader.budget(),
            reader.memory(),
            reader.flag(Key.WATCH),
            new Options.Live(
                reader.port(),
                reader.flag(Key.JMX),
                reader.flag(Key.JFR),
                reader.word(Key.SPIKES, "off", "log").equals("log")));
    return new Result(options, reader.errors, reader.remarks);
  }

  /**
   * The same agent argument with the names of files made absolute, for a JVM that runs in another
   * folder.
   *
   * @param folder what relative names are relative to
   * @throws InvalidPathException if a value that should name a file can't
   */
  public static String absolute(String argument, Path folder) {
    StringBuilder absolute = new StringBuilder();
    for (String part : split(argument, ',')) {
      int equals = part.indexOf('=');
      Key key = equals < 0 ? null : Key.of(part.substring(0, equals).trim());
      String text = part;
      if (key != null && namesFile(key, part.substring(equals + 1).trim())) {
        StringBuilder files = new StringBuilder(part.substring(0, equals + 1));
        // Only rules may name several; elsewhere a semicolon is part of the name.
        String value = part.substring(equals + 1).trim();
        for (String file : key == Key.RULES ? split(value, ';') : List.of(value)) {
          if (!file.isBlank()) {
            String name = folder.resolve(Path.of(file.trim())).normalize().toString();
            files
                .append(files.charAt(files.length() - 1) == '=' ? "" : ";")
                .append(key == Key.RULES ? name.replace(";", "\\;") : name);
          }
        }
        text = files.toString();
      }
      absolute.append(absolute.length() == 0 ? "" : ",").append(text.replace(",", "\\,"));
    }
    return absolute.toString();
  }

  private static boolean namesFile(Key key, String value) {
    return switch (key) {
      case RULES, CONFIG -> true;
      case REPORT -> !value.equals("off") && !value.equals("exit");
      case RECORD, HLOG -> !value.equals("off");
      case LOG, ON_ERROR, BUDGET, MEMORY, WATCH, PROMETHEUS, JMX, JFR, SPIKES -> false;
    };
  }

  private void argument(String argument) {
    Map<Key, List<String>> given = new EnumMap<>(Key.class);
    for (String part : split(argument, ',')) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0) {
        errors.add(
            "agent argument: '"
                + part
                + "' has no value; options are written key=value"
                + hint(part));
        continue;
      }
      Key key = known(part.substring(0, equals).trim(), "agent argument");
      if (key != null) {
        List<String> texts = given.get(key);
        if (texts == null) {
          texts = new ArrayList<>();
          given.put(key, texts);
        } else if (key != Key.RULES) {
          errors.add("agent argument: '" + key.key() + "' is given twice");
          continue;
        }
        texts.add(part.substring(equals + 1).trim());
      }
    }
    for (Map.Entry<Key, List<String>> entry : given.entrySet()) {
      values.put(entry.getKey(), new Value(entry.getValue(), "agent argument"));
    }
  }

  private static String hint(String part) {
    if (part.endsWith(".yaml") || part.endsWith(".yml")) {
      return "; did you mean 'rules=" + part + "'?";
    }
    String nearest = NearestWord.of(part, Key.names());
    return nearest == null ? "" : "; did you mean '" + nearest + "=...'?";
  }

  private void properties(Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("unjam.")) {
        Key key = known(name.substring("unjam.".length()), "system property " + name);
        if (key != null) {
          offer(key, properties.getProperty(name), "system property " + name);
        }
      }
    }
  }

  private void environment(Map<String, String> environment) {
    for (Key key : Key.values()) {
      String value = environment.get(key.variable());
      if (value != null) {
        offer(key, value, "environment variable " + key.variable());
      }
    }
    for (String name : environment.keySet()) {
      if (name.startsWith("UNJAM_") && !isVariable(name)) {
        remarks.add("environment variable " + name + " is none of ours and ignored");
      }
    }
  }

  private static boolean isVariable(String name) {
    for (Key key : Key.values()) {
      if (key.variable().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void config() {
    Value config = values.get(Key.CONFIG);
    if (config == null) {
      return;
    }
    Path file = path(config.texts().get(0), config.source());
    if (file == null) {
      return;
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      errors.add(config.source() + ": there is no file " + file);
      return;
    } catch (IOException e) {
      errors.add(config.source() + ": " + file + " can't be read: " + e);
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).trim();
      if (line.isEmpty() || line.charAt(0) == '#') {
        continue;
      }
      String place = file + ":" + (i + 1);
      int equals = line.indexOf('=');
      if (equals < 0) {
        errors.add(place + ": '" + line + "' has no value; options are written key=value");
        continue;
      }
      Key key = known(line.substring(0, equals).trim(), place);
      if (key == Key.CONFIG) {
        errors.add(place + ": a file of options can't name another one");
      } else if (key != null) {
        offer(key, line.substring(equals + 1).trim(), place);
      }
    }
  }

  private @Nullable Key known(String text, String source) {
    Key key = Key.of(text);
    if (key == null) {
      String nearest = NearestWord.of(text, Key.names());
      errors.add(
          source
              + ": there is no option '"
              + text
              + "'; "
              + (nearest == null
                  ? "options are " + String.join(", ", Key.names())
                  : "did you mean '" + nearest + "'?"));
    }
    return key;
  }

  private void offer(Key key, String value, String source) {
    if (!values.containsKey(key)) {
      values.put(key, new Value(List.of(value), source));
    }
  }

  private List<Path> rules() {
    List<Path> paths = new ArrayList<>();
    Value value = values.get(Key.RULES);
    if (value != null) {
      for (String text : value.texts()) {
        for (String part : split(text, ';')) {
          if (!part.isBlank()) {
            Path path = path(part.trim(), value.source());
            if (path != null) {
              paths.add(path);
            }
          }
        }
      }
      if (paths.isEmpty()) {
        errors.add(value.source() + ": 'rules' names no file");
      }
    }
    return paths;
  }

  private Options.Log log() {
    return switch (word(Key.LOG, "info", "debug", "off")) {
      case "debug" -> Options.Log.DEBUG;
      case "off" -> Options.Log.OFF;
      default -> Options.Log.INFO;
    };
  }

  private boolean failOnError() {
    return word(Key.ON_ERROR, "keep", "fail").equals("fail");
  }

  /** Also by the words that other tools have for it. */
  private boolean flag(Key key) {
    Value value = values.get(key);
    String text = value == null ? "off" : value.texts().get(0);
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    return word(key, "off", "on").equals("on");
  }

  private @Nullable Integer port() {
    Value value = values.get(Key.PROMETHEUS);
    if (value == null || value.texts().get(0).equals("off")) {
      return null;
    }
    String text = value.texts().get(0);
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, with the numbers that are out of range.
    }
    errors.add(
        value.source()
            + ": 'prometheus' is off or the number of a port, 0 to 65535, not '"
            + text
            + "'");
    return null;
  }

  /** A share of one; 0 for none. */
  private double budget() {
    Value value = values.get(Key.BUDGET);
    if (value == null || value.texts().get(0).equals("off")) {
      return 0;
    }
    Matcher share = Pattern.compile(SHARE).matcher(value.texts().get(0));
    double percent = share.matches() ? Double.parseDouble(share.group(1)) : 0;
    if (percent <= 0 || percent > 100) {
      refuse(Key.BUDGET, value, "more than 0% and at most 100%");
      return 0;
    }
    return percent / 100;
  }

  private long memory() {
    Value value = values.get(Key.MEMORY);
    if (value == null) {
      return DEFAULT_MEMORY;
    }
    Matcher size = Pattern.compile(SIZE).matcher(value.texts().get(0));
    if (size.matches()) {
      int shift =
          switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            default -> 30;
          };
      long bytes = Long.parseLong(size.group(1)) << shift;
      if (bytes >= LEAST_MEMORY && bytes <= MOST_MEMORY) {
        return bytes;
      }
    }
    refuse(Key.MEMORY, value, "from 64k to 8g");
    return DEFAULT_MEMORY;
  }

  private void refuse(Key key, Value value, String range) {
    errors.add(
        value.source()
            + ": '"
            + key.key()
            + "' is "
            + key.takes()
            + ", "
            + range
            + ", not '"
            + value.texts().get(0)
            + "'");
  }

  /** The value if it is one of the words, else the first of them. */
  private String word(Key key, String... words) {
    Value value = values.get(key);
    if (value == null) {
      return words[0];
    }
    String text = value.texts().get(0);
    List<String> all = Arrays.asList(words);
    if (all.contains(text)) {
      return text;
    }
    String nearest = NearestWord.of(text, all);
    errors.add(
        value.source()
            + ": '"
            + key.key()
            + "' is "
            + key.takes()
            + ", not '"
            + text
            + "'"
            + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
    return words[0];
  }

  private Options.Report report() {
    Value value = values.get(Key.REPORT);
    if (value == null) {
      return Options.Report.OFF;
    }
    String text = value.texts().get(0);
    if (text.equals("off")) {
      return Options.Report.OFF;
    }
    if (text.equals("exit")) {
      return Options.Report.EXIT;
    }
    if (text.isEmpty()) {
      errors.add(value.source() + ": 'report' is " + Key.REPORT.takes());
      return Options.Report.OFF;
    }
    Path file = path(text, value.source());
    return file == null ? Options.Report.OFF : new Options.Report(true, file);
  }

  private @Nullable Path file(Key key) {
    Value value = values.get(key);
    if (value == null || value.texts().get(0).equals("off")) {
      return null;
    }
    if (value.texts().get(0).isEmpty()) {
      errors.add(value.source() + ": '" + key.key() + "' is " + key.takes());
      return null;
    }
    return path(value.texts().get(0), value.source());
  }

  private @Nullable Path path(String text, String source) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      errors.add(source + ": '" + text + "' is no file name: " + e.getReason());
      return null;
    }
  }

  /** Splits; a separator after a backslash is part of the text. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == separator) {
        part.append(separator);
        i++;
      } else if (c == separator) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
