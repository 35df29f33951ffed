package io.unjam.transformers.rule.parse;

import java.util.ArrayList;
import java.util.List;

/** A mapping, with its keys in the order of the text, also those that stand there twice. */
final class MappingNode extends Node {
  /** One key and its value. */
  record Entry(Node key, Node value) {}

  private final List<Entry> entries = new ArrayList<>();

  MappingNode(Tag tag, int line, int column, int start, int end) {
    super(tag, line, column, start, end);
  }

  List<Entry> entries() {
    return entries;
  }
}
