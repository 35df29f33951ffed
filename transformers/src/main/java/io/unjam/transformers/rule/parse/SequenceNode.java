package io.unjam.transformers.rule.parse;

import java.util.ArrayList;
import java.util.List;

/** A list. */
final class SequenceNode extends Node {
  private final List<Node> items = new ArrayList<>();

  SequenceNode(Tag tag, int line, int column, int start, int end) {
    super(tag, line, column, start, end);
  }

  List<Node> items() {
    return items;
  }
}
