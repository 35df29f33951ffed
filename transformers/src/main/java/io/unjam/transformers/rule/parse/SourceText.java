package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Location;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** The text of a rule file and the places in it, counted in code points as editors do. */
final class SourceText {
  private static final int LONGEST_QUOTE = 60;

  private final String file;
  private final String text;

  /** Takes the text; a byte-order mark is not part of it. */
  SourceText(String file, String text) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  String file() {
    return file;
  }

  String text() {
    return text;
  }

  /** The place of a {@code char} offset. */
  Location at(int offset) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(offset, text.length());
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
        line++;
        lineStart = i + 1;
      }
    }
    return new Location(file, line, text.codePointCount(lineStart, end) + 1);
  }

  Location start() {
    return new Location(file, 1, 1);
  }

  Location at(Optional<Mark> mark) {
    return mark.isPresent()
        ? new Location(file, mark.get().getLine() + 1, mark.get().getColumn() + 1)
        : start();
  }

  Location at(Node node) {
    return at(node.getStartMark());
  }

  /** The {@code char} offset of a mark, which counts code points. */
  int offset(Mark mark) {
    int points = Math.min(mark.getIndex(), text.codePointCount(0, text.length()));
    return text.offsetByCodePoints(0, points);
  }

  /** The character a mark stands on, or 0 at the end. */
  char charAt(Mark mark) {
    int offset = offset(mark);
    return offset < text.length() ? text.charAt(offset) : 0;
  }

  /** What stands at a node, on one line and not too long. */
  String quote(Node node) {
    Optional<Mark> start = node.getStartMark();
    Optional<Mark> end = node.getEndMark();
    if (start.isEmpty() || end.isEmpty()) {
      return "";
    }
    return shorten(text.substring(offset(start.get()), offset(end.get())));
  }

  /** The word from a mark to the next blank or the end of its line. */
  String wordAt(Mark mark) {
    int start = offset(mark);
    int end = start;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return shorten(text.substring(start, end));
  }

  /** The word at a mark, begun at the first of the stars that lead up to it. */
  String starsAt(Mark mark) {
    int start = offset(mark);
    while (start > 0 && text.charAt(start - 1) == '*') {
      start--;
    }
    return shorten(text.substring(start, offset(mark)) + wordAt(mark));
  }

  /** The first line of {@code s}, cut where it is long, without control characters. */
  static String shorten(String s) {
    StringBuilder line = new StringBuilder();
    String stripped = s.strip();
    for (int i = 0; i < stripped.length(); ) {
      int c = stripped.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n' || c == '\r' || line.length() >= LONGEST_QUOTE) {
        return line.append("...").toString();
      }
      line.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString();
  }
}
