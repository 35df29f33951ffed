package io.unjam.transformers.rule.parse;

import java.util.List;

/**
 * What kind of value a node is: one of the constants, by identity, or a tag that a file's author
 * wrote and no rule knows.
 */
final class Tag {
  static final Tag NULL = new Tag("tag:yaml.org,2002:null");
  static final Tag BOOL = new Tag("tag:yaml.org,2002:bool");
  static final Tag INT = new Tag("tag:yaml.org,2002:int");
  static final Tag FLOAT = new Tag("tag:yaml.org,2002:float");
  static final Tag STR = new Tag("tag:yaml.org,2002:str");
  static final Tag SEQ = new Tag("tag:yaml.org,2002:seq");
  static final Tag MAP = new Tag("tag:yaml.org,2002:map");

  /** All of the above. */
  static final List<Tag> KNOWN = List.of(NULL, BOOL, INT, FLOAT, STR, SEQ, MAP);

  private final String text;

  Tag(String text) {
    this.text = text;
  }

  /** The tag in full, as YAML names it. */
  String text() {
    return text;
  }
}
