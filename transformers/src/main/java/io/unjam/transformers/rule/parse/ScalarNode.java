package io.unjam.transformers.rule.parse;

/** A single value. */
final class ScalarNode extends Node {
  private final String value;

  ScalarNode(Tag tag, String value, int line, int column, int start, int end) {
    super(tag, line, column, start, end);
    this.value = value;
  }

  String value() {
    return value;
  }
}
