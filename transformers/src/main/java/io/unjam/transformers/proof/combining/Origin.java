package io.unjam.transformers.proof.combining;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.analysis.BasicValue;

/** A reference whose source matters: immutable, compared by all it says. */
final class Origin extends BasicValue {
  /** What is known of it. */
  enum Kind {
    /** The method's {@code this}. */
    THIS,
    /** The lock in question. */
    LOCK,
    /** An object of exactly its type. */
    EXACT,
    /** An object of its static type. */
    OTHER
  }

  private final Kind kind;

  Origin(Kind kind, Type type) {
    super(type);
    this.kind = kind;
  }

  static boolean is(BasicValue value, Kind kind) {
    return value instanceof Origin origin && origin.kind == kind;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Origin origin && origin.kind == kind && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + kind.hashCode();
  }
}
