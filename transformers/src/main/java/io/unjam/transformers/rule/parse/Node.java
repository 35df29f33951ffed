package io.unjam.transformers.rule.parse;

/**
 * A value of a YAML text and where it stands, whichever reader found it. Belongs to one thread
 * while it is built, then nobody changes it.
 */
abstract class Node {
  private final Tag tag;
  private final int line;
  private final int column;
  private final int start;
  private final int end;

  /**
   * A node.
   *
   * @param line counted from 1
   * @param column counted from 1, in code points
   * @param start offset of its first {@code char}
   * @param end offset behind its last one
   */
  Node(Tag tag, int line, int column, int start, int end) {
    this.tag = tag;
    this.line = line;
    this.column = column;
    this.start = start;
    this.end = end;
  }

  Tag tag() {
    return tag;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }
}
