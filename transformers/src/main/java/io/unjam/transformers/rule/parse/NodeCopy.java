package io.unjam.transformers.rule.parse;

import java.util.IdentityHashMap;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * The engine's nodes as nodes of this package. What the engine shares, by an alias, the copy shares
 * too, so that a text of aliases to aliases costs no more than its length, and one that holds
 * itself comes to an end.
 */
final class NodeCopy {
  private final SourceText source;
  private final IdentityHashMap<org.snakeyaml.engine.v2.nodes.Node, Node> copies =
      new IdentityHashMap<>();

  NodeCopy(SourceText source) {
    this.source = source;
  }

  Node of(org.snakeyaml.engine.v2.nodes.Node node) {
    Node known = copies.get(node);
    if (known != null) {
      return known;
    }
    Mark from = mark(node.getStartMark());
    Tag tag = tag(node.getTag());
    int line = from.getLine() + 1;
    int column = from.getColumn() + 1;
    int start = source.offset(from);
    int end = source.offset(mark(node.getEndMark()));
    if (node instanceof org.snakeyaml.engine.v2.nodes.MappingNode mapping) {
      MappingNode copy = new MappingNode(tag, line, column, start, end);
      copies.put(node, copy);
      for (NodeTuple tuple : mapping.getValue()) {
        copy.entries().add(new MappingNode.Entry(of(tuple.getKeyNode()), of(tuple.getValueNode())));
      }
      return copy;
    }
    if (node instanceof org.snakeyaml.engine.v2.nodes.SequenceNode sequence) {
      SequenceNode copy = new SequenceNode(tag, line, column, start, end);
      copies.put(node, copy);
      for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
        copy.items().add(of(item));
      }
      return copy;
    }
    if (node instanceof org.snakeyaml.engine.v2.nodes.ScalarNode scalar) {
      Node copy = new ScalarNode(tag, scalar.getValue(), line, column, start, end);
      copies.put(node, copy);
      return copy;
    }
    throw new IllegalStateException("the engine composes no " + node.getNodeType());
  }

  /** The engine keeps marks unless told not to. */
  private static Mark mark(java.util.Optional<Mark> mark) {
    return mark.orElseThrow();
  }

  private static Tag tag(org.snakeyaml.engine.v2.nodes.Tag tag) {
    for (Tag known : Tag.KNOWN) {
      if (known.text().equals(tag.getValue())) {
        return known;
      }
    }
    return new Tag(tag.getValue());
  }
}
