package io.unjam.agent.suggest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.agent.report.Amounts;
import io.unjam.agent.report.recording.Recording;
import io.unjam.transformers.catalog.AssumeWord;
import java.time.Instant;
import java.util.List;

/** Suggestions as a rule file with the evidence beside each rule, or as an object. Pure. */
public final class SuggestedFile {

  private static final int WIDTH = 110;

  private final StringBuilder out = new StringBuilder();

  private SuggestedFile() {}

  /**
   * The rule file. It is valid as it is: rules that need a word are refused until their author adds
   * it.
   *
   * @param source what the recording is called
   */
  public static String of(Suggestions suggestions, String source) {
    SuggestedFile file = new SuggestedFile();
    file.head(suggestions, source);
    file.rules(suggestions);
    file.notes(suggestions);
    return file.out.toString();
  }

  private void head(Suggestions suggestions, String source) {
    Recording.Header header = suggestions.recording().header();
    comment(
        "",
        "Suggested by Unjam "
            + header.version()
            + " from "
            + source
            + ": "
            + Amounts.duration(suggestions.spanNanos())
            + " of process "
            + header.pid()
            + " on "
            + header.vm()
            + " "
            + header.java()
            + " with "
            + header.processors()
            + " processors, from "
            + Instant.ofEpochMilli(header.startMillis())
            + " on.");
    comment(
        "",
        "Lost is what operations took beyond "
            + Amounts.duration(Subject.UNHINDERED_NANOS)
            + " each. A map or lock at which less than "
            + Sentences.percent(suggestions.threshold())
            + " of one thread's time was lost is left alone, unless its growth, its holder or a collection that was asked for held an"
            + " operation up for a spike of the highest level; that goes for "
            + suggestions.quiet()
            + " of those recorded.");
    comment(
        "",
        suggestions.checked()
            ? "Asked of the application's classes: every rule below has a site there."
            : "Not asked of the application's classes: whether each rule has a site, and what needs a"
                + " proof, is not known. Give --classes, or run: unjam plan FILE --classes JAR");
    for (String problem : suggestions.recording().problems()) {
      comment("", problem);
    }
    for (String problem : suggestions.problems()) {
      comment("", problem);
    }
    out.append("version: 1\n");
  }

  private void rules(Suggestions suggestions) {
    if (suggestions.rules() == 0) {
      comment(
          "",
          suggestions.all().isEmpty()
              ? "Nothing here waits enough to be worth a rewrite."
              : "Something waits, and no rule can be suggested for it: see below.");
      out.append("rules: []\n");
      return;
    }
    out.append("rules:\n");
    int number = 0;
    for (Suggestion suggestion : suggestions.all()) {
      Draft draft = suggestion.draft();
      if (draft == null || suggestion.kind() == Suggestion.Kind.NOTE) {
        continue;
      }
      out.append(number++ == 0 ? "" : "\n");
      comment("  ", number + ". " + suggestion.about() + ": " + draft.wish());
      for (String sentence : suggestion.evidence()) {
        comment("  ", "- " + sentence);
      }
      comment("  ", "Effect: " + suggestion.effect());
      for (String sentence : suggestion.remarks()) {
        comment("  ", sentence);
      }
      for (String line : draft.lines(List.of())) {
        out.append(line).append('\n');
      }
      words(suggestion, draft);
    }
  }

  private void words(Suggestion suggestion, Draft draft) {
    if (suggestion.words().isEmpty()) {
      return;
    }
    comment("    ", "Refused until you add the line below, which states:");
    for (String text : suggestion.words()) {
      AssumeWord word = draft.word(text);
      if (word != null) {
        comment("    ", word.word() + ": " + word.meaning());
        comment("    ", "  If it is not so: " + word.ifFalse());
      }
    }
    comment("    ", "assume: [" + String.join(", ", suggestion.words()) + "]");
  }

  private void notes(Suggestions suggestions) {
    for (Suggestion suggestion : suggestions.all()) {
      if (suggestion.kind() == Suggestion.Kind.NOTE) {
        out.append('\n');
        comment("", "Not suggested for " + suggestion.about() + ": " + suggestion.effect());
        for (String sentence : suggestion.evidence()) {
          comment("", "- " + sentence);
        }
      }
    }
  }

  /** A comment, however long. Nothing that a recording holds ends it. */
  private void comment(String indent, String text) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : printable(text).split(" ", -1)) {
      if (line.length() > indent.length() + 1 && line.length() + word.length() >= WIDTH) {
        out.append(line).append('\n');
        line.setLength(0);
        line.append(indent).append("#  ");
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }

  /** What YAML takes in a comment: no line ends, no control characters, no halves of pairs. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                printable.appendCodePoint(
                    Character.isISOControl(c)
                            || c == 0x2028
                            || c == 0x2029
                            || c == 0xFEFF
                            || (c >= 0xD800 && c <= 0xDFFF)
                            || c == 0xFFFE
                            || c == 0xFFFF
                        ? '?'
                        : c));
    return printable.toString();
  }

  /** Everything as one object; times in nanoseconds. */
  public static JsonObject json(Suggestions suggestions, String source) {
    JsonObject object = new JsonObject();
    object.addProperty("recording", source);
    object.addProperty("span_ns", suggestions.spanNanos());
    object.addProperty("threshold", suggestions.threshold());
    object.addProperty("checked", suggestions.checked());
    object.addProperty("below_threshold", suggestions.quiet());
    JsonArray all = new JsonArray();
    for (Suggestion suggestion : suggestions.all()) {
      JsonObject item = new JsonObject();
      item.addProperty(
          "kind",
          switch (suggestion.kind()) {
            case RULE -> "rule";
            case NEEDS_WORD -> "needs word";
            case NOTE -> "note";
          });
      item.addProperty("about", suggestion.about());
      Draft draft = suggestion.draft();
      if (draft != null) {
        item.addProperty("variant", draft.wish());
        if (suggestion.kind() != Suggestion.Kind.NOTE) {
          item.addProperty("rule", String.join("\n", draft.lines(List.of())));
        }
      }
      item.add("words", strings(suggestion.words()));
      item.addProperty("effect_at_most_ns", suggestion.nanos());
      item.addProperty("effect", suggestion.effect());
      item.add("evidence", strings(suggestion.evidence()));
      item.add("remarks", strings(suggestion.remarks()));
      all.add(item);
    }
    object.add("suggestions", all);
    object.add("problems", strings(suggestions.recording().problems()));
    object.add("unread_classes", strings(suggestions.problems()));
    return object;
  }

  private static JsonArray strings(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
