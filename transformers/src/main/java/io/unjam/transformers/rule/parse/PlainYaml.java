package io.unjam.transformers.rule.parse;

import org.jspecify.annotations.Nullable;

/**
 * Reads YAML as rule files are mostly written: block mappings and lists, mappings and lists in
 * braces and brackets on one line, words, numbers and quoted texts on one line, comments. What it
 * reads it reads as YAML 1.2 with the JSON schema does; of all else, errors included, it says that
 * it can't, and the full reader takes over.
 */
final class PlainYaml {
  /*
   * A short cut for the start of an application, where every class that is loaded and every
   * instruction that is interpreted counts: the full reader brings some 130 classes, a dozen
   * lambdas and regular expressions, a quarter of the agent's own start-up.
   *
   * So this reader never has to be complete, only right about what it takes. Whatever could mean
   * more than one thing ends in null: any indicator at the start of a value (& * ! | > % @ ` ? -),
   * a tab, a carriage return, an escape, an empty value, a value on several lines, a key that is
   * not a plain word. A value that goes on in the next line is noticed by that line's indentation,
   * which is deeper than the mapping or list that the value is in. Tests hold it against the full
   * reader on the rule files of this project and on thousands of damaged ones.
   */

  /** Deeper than any rule; the full reader has a limit of its own. */
  private static final int DEEPEST = 12;

  private static final int LONGEST_KEY = 100;

  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;
  private int depth;

  private PlainYaml(String text) {
    this.text = text;
  }

  /** The root, or {@code null} where the text is more than this reader knows. */
  static @Nullable Node read(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean latin = c >= ' ' && c <= '~';
      // Where a char is no code point, or may end a line, columns would need care.
      boolean letter = c >= '\u00A0' && c < '\uD800' && c != '\u2028' && c != '\u2029';
      if (!latin && !letter && c != '\n') {
        return null;
      }
    }
    PlainYaml reader = new PlainYaml(text);
    if (!reader.endOfLine() || reader.atEnd() || reader.column() != 0) {
      return null;
    }
    Node root = reader.block(-1);
    return root != null && reader.atEnd() ? root : null;
  }

  /** A mapping or list that starts here, indented by more than {@code outer}. */
  private @Nullable Node block(int outer) {
    int column = column();
    if (column <= outer || ++depth > DEEPEST) {
      return null;
    }
    Node node = atItem() ? sequence(column) : mapping(column);
    depth--;
    return node;
  }

  private @Nullable Node sequence(int column) {
    SequenceNode node = new SequenceNode(Tag.SEQ, line, column + 1, at, at);
    while (!atEnd() && column() == column && atItem()) {
      at++;
      skipBlanks();
      Node item;
      if (atItem() || atLineEnd()) {
        return null;
      } else if (atKey()) {
        item = block(column);
      } else {
        item = inline(column);
      }
      if (item == null) {
        return null;
      }
      node.items().add(item);
    }
    return atEnd() || column() <= column ? node : null;
  }

  private @Nullable Node mapping(int column) {
    MappingNode node = new MappingNode(Tag.MAP, line, column + 1, at, at);
    while (!atEnd() && column() == column) {
      Node key = key();
      if (key == null) {
        return null;
      }
      skipBlanks();
      Node value;
      if (!atLineEnd()) {
        value = inline(column);
      } else if (!endOfLine() || atEnd()) {
        return null;
      } else if (column() == column && atItem()) {
        // The items of a key's list may stand right below the key.
        value = sequence(column);
      } else {
        value = block(column);
      }
      if (value == null) {
        return null;
      }
      node.entries().add(new MappingNode.Entry(key, value));
    }
    return atEnd() || column() < column ? node : null;
  }

  /** A value with nothing but a comment behind it, and nothing below it that could belong to it. */
  private @Nullable Node inline(int column) {
    Node value = value(false);
    return value != null && endOfLine() && (atEnd() || column() <= column) ? value : null;
  }

  private @Nullable Node value(boolean inFlow) {
    char c = peek();
    if (c == '{' || c == '[') {
      return flow(c);
    }
    return c == '"' || c == '\'' ? quoted(c) : word(inFlow);
  }

  /** What stands in braces or brackets, all of it on this line. */
  private @Nullable Node flow(char open) {
    if (++depth > DEEPEST) {
      return null;
    }
    MappingNode mapping = new MappingNode(Tag.MAP, line, column() + 1, at, at);
    SequenceNode sequence = new SequenceNode(Tag.SEQ, line, column() + 1, at, at);
    boolean isMapping = open == '{';
    char close = isMapping ? '}' : ']';
    at++;
    skipBlanks();
    boolean empty = peek() == close;
    while (!empty) {
      Node key = isMapping ? key() : null;
      if (isMapping && key == null) {
        return null;
      }
      skipBlanks();
      Node value = value(true);
      if (value == null) {
        return null;
      }
      if (key != null) {
        mapping.entries().add(new MappingNode.Entry(key, value));
      } else {
        sequence.items().add(value);
      }
      skipBlanks();
      if (peek() == close) {
        break;
      }
      if (peek() != ',') {
        return null;
      }
      at++;
      skipBlanks();
    }
    at++;
    depth--;
    return isMapping ? mapping : sequence;
  }

  private @Nullable Node quoted(char quote) {
    int start = at;
    int end = text.indexOf(quote, start + 1);
    if (end < 0) {
      return null;
    }
    String value = text.substring(start + 1, end);
    boolean escape =
        quote == '"'
            ? value.indexOf('\\') >= 0
            : end + 1 < text.length() && text.charAt(end + 1) == '\'';
    if (escape || value.indexOf('\n') >= 0) {
      return null;
    }
    Node node = new ScalarNode(Tag.STR, value, line, column() + 1, start, end + 1);
    at = end + 1;
    return node;
  }

  private @Nullable Node word(boolean inFlow) {
    char first = peek();
    if (!Character.isLetterOrDigit(first) && first != '_' && first != '<') {
      return null;
    }
    int start = at;
    int end = start;
    for (; end < text.length(); end++) {
      char c = text.charAt(end);
      char next = end + 1 < text.length() ? text.charAt(end + 1) : '\n';
      if (c == '\n' || (c == '#' && text.charAt(end - 1) == ' ')) {
        break;
      }
      if (c == ':' && (next == ' ' || next == '\n' || (inFlow && ",[]{}".indexOf(next) >= 0))) {
        return null;
      }
      if (inFlow && (c == ',' || c == '}' || c == ']')) {
        break;
      }
      if (inFlow && (c == '{' || c == '[')) {
        return null;
      }
    }
    int last = end;
    while (text.charAt(last - 1) == ' ') {
      last--;
    }
    String value = text.substring(start, last);
    Tag tag = tagOf(value);
    if (tag == null) {
      return null;
    }
    Node node = new ScalarNode(tag, value, line, column() + 1, start, last);
    at = last;
    return node;
  }

  /** What an unquoted word is, where that is beyond doubt. */
  private static @Nullable Tag tagOf(String word) {
    char first = word.charAt(0);
    if (first >= '0' && first <= '9') {
      for (int i = 1; i < word.length(); i++) {
        if (first == '0' || word.charAt(i) < '0' || word.charAt(i) > '9') {
          return null;
        }
      }
      return Tag.INT;
    }
    if (word.equals("true") || word.equals("false")) {
      return Tag.BOOL;
    }
    boolean special =
        word.equalsIgnoreCase("null")
            || word.equalsIgnoreCase("true")
            || word.equalsIgnoreCase("false")
            || word.startsWith("<<")
            || Character.isDigit(first);
    return special ? null : Tag.STR;
  }

  /** A key with its colon. */
  private @Nullable Node key() {
    int end = endOfKey();
    if (end < 0) {
      return null;
    }
    String name = text.substring(at, end);
    if (tagOf(name) != Tag.STR) {
      return null;
    }
    Node node = new ScalarNode(Tag.STR, name, line, column() + 1, at, end);
    at = end + 1;
    return node;
  }

  private boolean atKey() {
    return endOfKey() >= 0;
  }

  /** Where the colon of a key stands that starts here; -1 if there is none. */
  private int endOfKey() {
    int end = at;
    while (end < text.length() && end - at <= LONGEST_KEY && isKeyChar(text.charAt(end))) {
      end++;
    }
    if (end == at || end >= text.length() || text.charAt(end) != ':' || text.charAt(at) == '-') {
      return -1;
    }
    char next = end + 1 < text.length() ? text.charAt(end + 1) : '\n';
    return next == ' ' || next == '\n' ? end : -1;
  }

  private static boolean isKeyChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private boolean atItem() {
    return peek() == '-' && (at + 1 >= text.length() || " \n".indexOf(text.charAt(at + 1)) >= 0);
  }

  /** Whether only blanks or a comment, behind a blank, are left of this line. */
  private boolean atLineEnd() {
    return peek() == '\n' || (peek() == '#' && (at == lineStart || text.charAt(at - 1) == ' '));
  }

  /** Goes to the next line with content, or to the end; false where this line has more. */
  private boolean endOfLine() {
    while (!atEnd()) {
      skipBlanks();
      if (!atLineEnd()) {
        return onlyBlanksBefore();
      }
      int end = text.indexOf('\n', at);
      if (end < 0) {
        at = text.length();
      } else {
        at = end + 1;
        line++;
        lineStart = at;
      }
    }
    return true;
  }

  private boolean onlyBlanksBefore() {
    for (int i = lineStart; i < at; i++) {
      if (text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  /** Counted from 0. */
  private int column() {
    return at - lineStart;
  }

  /** The next character; at the end of the text the end of a line. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\n';
  }
}
