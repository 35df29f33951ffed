package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Location;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From text to YAML nodes that know their place, or to one error in words a person understands. */
final class YamlReader {
  private static final String QUOTE_PATTERN = "put a pattern that starts with * in quotes: ";

  private YamlReader() {}

  /** Returns {@code null} after adding the error that ended the parse. */
  static @Nullable Node read(SourceText source, List<RuleError> errors) {
    RuleError unprintable = unprintable(source);
    if (unprintable != null) {
      errors.add(unprintable);
      return null;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.file())
            .setCodePointLimit(RuleParser.MAX_BYTES)
            // RuleReader says in its own words, and with a place, that no key is a list.
            .setAllowNonScalarKeys(true)
            .build();
    try {
      StreamReader reader = new StreamReader(settings, source.text());
      Composer composer =
          new Composer(settings, new NestingLimit(new ParserImpl(settings, reader)));
      Optional<Node> root = composer.getSingleNode();
      if (root.isPresent()) {
        return root.get();
      }
      errors.add(empty(source));
    } catch (MarkedYamlEngineException e) {
      errors.add(explain(source, e));
    } catch (YamlEngineException e) {
      errors.add(
          new RuleError(
              source.start(),
              "this is no YAML that Unjam reads: "
                  + SourceText.shorten(String.valueOf(e.getMessage())),
              "",
              null));
    }
    return null;
  }

  static RuleError empty(SourceText source) {
    return new RuleError(
        source.start(),
        "the file has no content",
        "",
        "a file without rules reads \"version: 1\" and \"rules: []\" on two lines");
  }

  private static @Nullable RuleError unprintable(SourceText source) {
    String text = source.text();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        String name = String.format("U+%04X", c);
        return new RuleError(
            source.at(i), "the character " + name + " may not stand in YAML", name, "remove it");
      }
      i += Character.charCount(c);
    }
    return null;
  }

  private static RuleError explain(SourceText source, MarkedYamlEngineException e) {
    Optional<Mark> problemMark = e.getProblemMark();
    Optional<Mark> mark = problemMark.isPresent() ? problemMark : e.getContextMark();
    Location location = source.at(mark);
    if (mark.isEmpty()) {
      return new RuleError(
          location,
          "this is not YAML: " + SourceText.shorten(String.valueOf(e.getProblem())),
          "",
          null);
    }
    String problem = e.getProblem() == null ? "" : e.getProblem();
    String context = e.getContext() == null ? "" : e.getContext();
    char found = source.charAt(mark.get());
    String word = source.wordAt(mark.get());

    if (problem.equals(NestingLimit.PROBLEM)) {
      return new RuleError(
          location,
          "lists and mappings are nested more than " + NestingLimit.MAX_DEPTH + " deep",
          word,
          "no part of a rule is nested that deeply");
    }
    if (problem.startsWith("found undefined alias") || context.contains("scanning an alias")) {
      return alias(source, e, mark.get());
    }
    if (problem.contains("single document") || context.contains("single document")) {
      return new RuleError(
          location,
          "a rule file is one YAML document, here starts a second",
          word,
          "remove the line \"---\" or put the rules into a file of their own");
    }
    if (found == '\t') {
      return new RuleError(
          location, "a tab can't indent YAML", "\\t", "write spaces instead of the tab");
    }
    if (context.contains("quoted scalar")) {
      return quoted(source, e, location, word, problem);
    }
    if (context.contains("flow mapping") || context.contains("flow sequence")) {
      String open = context.contains("mapping") ? "{" : "[";
      String close = context.contains("mapping") ? "}" : "]";
      return new RuleError(
          location,
          "expected \",\" or \""
              + close
              + "\" to go on with the \""
              + open
              + "\" of line "
              + source.at(e.getContextMark()).line()
              + ", found "
              + (word.isEmpty() ? "the end" : "\"" + word + "\""),
          word,
          "separate with commas and close with \"" + close + "\"");
    }
    if (problem.contains("mapping values are not allowed")) {
      return new RuleError(
          location,
          "a \":\" can't stand here: the line has one already, or is indented unlike its"
              + " neighbours",
          word,
          "put text with \": \" in it in quotes, and the keys of one mapping in one column");
    }
    if (problem.contains("could not find expected ':'")) {
      Location key = source.at(e.getContextMark());
      String text = e.getContextMark().isPresent() ? source.wordAt(e.getContextMark().get()) : word;
      return new RuleError(
          key,
          "\"" + text + "\" is followed by neither \":\" nor a value",
          text,
          "write \"key: value\", with a blank after the colon");
    }
    if (problem.startsWith("expected <block end>")) {
      return new RuleError(
          location,
          "this line is indented unlike its neighbours in the block that starts in line "
              + source.at(e.getContextMark()).line(),
          word,
          "put all keys of a mapping, and all \"-\" of a list, in one column");
    }
    if (problem.contains("cannot start any token")) {
      return new RuleError(
          location,
          "a value can't start with \"" + found + "\"",
          word,
          "put it in quotes: \"" + word + "\"");
    }
    String text = context.isEmpty() ? problem : problem + " (" + context + ")";
    // The engine names the offending character by itself, line breaks included.
    String message = text.replace('\r', ' ').replace('\n', ' ');
    return new RuleError(
        location,
        "this is not YAML: " + message,
        word,
        "put text with special characters in quotes");
  }

  private static RuleError alias(SourceText source, MarkedYamlEngineException e, Mark mark) {
    // The scanner points behind the star, the composer at it.
    Mark star =
        source.charAt(mark) != '*' && e.getContextMark().isPresent()
            ? e.getContextMark().get()
            : mark;
    // "**" fails at its second star, having begun at the first.
    String word = source.starsAt(star);
    int stars = word.length() - source.wordAt(star).length();
    Location place = source.at(Optional.of(star));
    place = new Location(place.file(), place.line(), place.column() - stars);
    while (!word.isEmpty() && ",}]".indexOf(word.charAt(word.length() - 1)) >= 0) {
      word = word.substring(0, word.length() - 1);
    }
    return new RuleError(
        place,
        "\"" + word + "\" without quotes is a YAML alias, not a pattern",
        word,
        QUOTE_PATTERN + "\"" + word + "\"");
  }

  private static RuleError quoted(
      SourceText source,
      MarkedYamlEngineException e,
      Location location,
      String word,
      String problem) {
    if (problem.contains("escape")) {
      return new RuleError(
          location,
          "this is no escape that double quotes know",
          word,
          "write a backslash twice, or use single quotes");
    }
    Location opened = source.at(e.getContextMark());
    String text = e.getContextMark().isPresent() ? source.wordAt(e.getContextMark().get()) : word;
    return new RuleError(
        opened, "the quotation that starts here is not closed", text, "close it on the same line");
  }
}
