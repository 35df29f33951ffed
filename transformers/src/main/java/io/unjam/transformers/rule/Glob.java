package io.unjam.transformers.rule;

/**
 * A pattern over dotted names: {@code *} stands for any characters but a dot, {@code **} for any
 * characters. Immutable and thread-safe. A pattern without a wildcard is compared as text.
 */
public final class Glob {
  /*
   * No regular expression: rules are read before main, where the machinery behind them is not yet
   * loaded, and every class that an application loads is held against these patterns.
   *
   * Matching is greedy with two places to come back to. Each wildcard first takes nothing; on a
   * mismatch the last one takes one character more. That never misses a match while all wildcards
   * are of one kind. A "*" that comes upon a dot gives up, and then the last "**" before it takes
   * one more, and everything behind it starts anew. No "*" before the last one has to be tried
   * again: could one have taken more, the text between the two would have to fit further to the
   * right, across the same dot, which it can't hold at two of its places.
   */

  private final String text;
  private final boolean wild;

  /** Takes the text as it stands in the rule file. */
  public Glob(String text) {
    this.text = text;
    this.wild = text.indexOf('*') >= 0;
  }

  /** Whether the whole of {@code name} matches. */
  public boolean matches(String name) {
    return wild ? matchesWild(name) : text.equals(name);
  }

  private boolean matchesWild(String name) {
    int in = 0;
    int at = 0;
    int afterOne = -1;
    int takenByOne = 0;
    int afterMany = -1;
    int takenByMany = 0;
    while (true) {
      if (at < text.length() && text.charAt(at) == '*') {
        if (at + 1 < text.length() && text.charAt(at + 1) == '*') {
          at += 2;
          afterMany = at;
          takenByMany = in;
          afterOne = -1;
        } else {
          at++;
          afterOne = at;
          takenByOne = in;
        }
      } else if (in < name.length() && at < text.length() && text.charAt(at) == name.charAt(in)) {
        in++;
        at++;
      } else if (in == name.length() && at == text.length()) {
        return true;
      } else if (afterOne >= 0 && takenByOne < name.length() && name.charAt(takenByOne) != '.') {
        in = ++takenByOne;
        at = afterOne;
      } else if (afterMany >= 0 && takenByMany < name.length()) {
        in = ++takenByMany;
        at = afterMany;
        afterOne = -1;
      } else {
        return false;
      }
    }
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
