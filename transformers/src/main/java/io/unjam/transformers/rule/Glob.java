package io.unjam.transformers.rule;

import java.util.regex.Pattern;

/**
 * A pattern over dotted names: {@code *} stands for any characters but a dot, {@code **} for any
 * characters. Immutable and thread-safe. A pattern without a wildcard is compared as text.
 */
public final class Glob {
  private final String text;
  private final boolean wild;
  private final Pattern pattern;

  /** Takes the text as it stands in the rule file. */
  public Glob(String text) {
    this.text = text;
    this.wild = text.indexOf('*') >= 0;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '*') {
        regex.append(Pattern.quote(String.valueOf(c)));
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '*') {
        regex.append(".*");
        i++;
      } else {
        regex.append("[^.]*");
      }
    }
    this.pattern = Pattern.compile(regex.toString());
  }

  /** Whether the whole of {@code name} matches. */
  public boolean matches(String name) {
    return wild ? pattern.matcher(name).matches() : text.equals(name);
  }

  /** Whether the pattern holds a {@code *}. */
  public boolean isWild() {
    return wild;
  }

  /** The longest prefix that every match starts with: a cheap test before the pattern is tried. */
  public String literalPrefix() {
    return wild ? text.substring(0, text.indexOf('*')) : text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
