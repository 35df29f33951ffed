package io.unjam.transformers.proof.striping;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.analysis.Value;

/**
 * A value as the proof follows it: what it is to the striped group, and which instruction or
 * parameter made it. Immutable.
 */
final class Traced implements Value {
  /** What a value is to the group. */
  enum Kind {
    /** No value: a local before it is set, or one whose values can't be merged. */
    NONE,
    /** Nothing to the group. */
    OTHER,
    /** The object whose fields the group stands in. */
    THIS,
    /** That object on some ways and something else on others. */
    PERHAPS_THIS,
    /** The class that declares the group, as an object. */
    CLASS,
    /** The lock. */
    LOCK,
    /** The read lock of a lock that has two. */
    READ_LOCK,
    /** Its write lock. */
    WRITE_LOCK,
    /** One of the maps, or the only one. */
    MAP,
    /** A view or walk of a map, whose elements are keys or values. */
    ELEMENTS,
    /** A view or walk of a map's entries, or an entry: elements write through to the map. */
    ENTRIES,
    /** Sometimes one of these, sometimes something else. */
    MIXED
  }

  /**
   * What made a value. Two values of one origin are equal unless the origin was executed in
   * between, which the proof checks where it relies on it.
   *
   * @param run the analysis of one method in one place it is called from
   * @param at an instruction, or the number of a parameter's local
   */
  record Origin(Object run, Object at) {}

  static final Traced UNSET = new Traced(1, Kind.NONE, null, null, null);
  static final Traced WORD = new Traced(1, Kind.OTHER, null, null, null);
  static final Traced WIDE = new Traced(2, Kind.OTHER, null, null, null);

  private final int size;
  private final Kind kind;
  private final @Nullable Origin origin;
  private final @Nullable String box;
  private final @Nullable Handle lambda;

  private Traced(
      int size, Kind kind, @Nullable Origin origin, @Nullable String box, @Nullable Handle lambda) {
    this.size = size;
    this.kind = kind;
    this.origin = origin;
    this.box = box;
    this.lambda = lambda;
  }

  static Traced other(int size, @Nullable Origin origin) {
    return new Traced(size, Kind.OTHER, origin, null, null);
  }

  static Traced of(Kind kind, @Nullable Origin origin) {
    return new Traced(1, kind, origin, null, null);
  }

  /** The object of a boxing call on a value. */
  static Traced boxed(Origin primitive, String type) {
    return new Traced(1, Kind.OTHER, primitive, type, null);
  }

  static Traced lambda(Origin origin, Handle method) {
    return new Traced(1, Kind.OTHER, origin, null, method);
  }

  @Override
  public int getSize() {
    return size;
  }

  Kind kind() {
    return kind;
  }

  @Nullable Origin origin() {
    return origin;
  }

  /** Internal name of the class that boxes the origin; {@code null} where this is the origin. */
  @Nullable String box() {
    return box;
  }

  /** The method that a lambda or method reference runs. */
  @Nullable Handle lambda() {
    return lambda;
  }

  /** Whether the group would be exposed by whoever gets hold of this value. */
  boolean exposes() {
    return kind == Kind.LOCK
        || isHalf()
        || kind == Kind.MAP
        || kind == Kind.ELEMENTS
        || kind == Kind.ENTRIES
        || kind == Kind.MIXED;
  }

  /** Whether it is the object whose fields the group stands in, on some way at least. */
  boolean mayBeThis() {
    return kind == Kind.THIS || kind == Kind.PERHAPS_THIS;
  }

  /** Whether it is one of the two locks of a read-write lock. */
  boolean isHalf() {
    return kind == Kind.READ_LOCK || kind == Kind.WRITE_LOCK;
  }

  /** Whether both are one value, as far as their origin tells. */
  boolean isSameAs(Traced other) {
    return origin != null && origin.equals(other.origin) && Objects.equals(box, other.box);
  }

  Traced merge(Traced other) {
    if (equals(other)) {
      return this;
    }
    if (kind == Kind.NONE || other.kind == Kind.NONE || size != other.size) {
      return UNSET;
    }
    if (kind != other.kind) {
      boolean exposing = exposes() || other.exposes();
      boolean thisToo = mayBeThis() || other.mayBeThis();
      return of(exposing ? Kind.MIXED : thisToo ? Kind.PERHAPS_THIS : Kind.OTHER, null);
    }
    return new Traced(size, kind, null, null, null);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Traced other
        && size == other.size
        && kind == other.kind
        && Objects.equals(origin, other.origin)
        && Objects.equals(box, other.box)
        && Objects.equals(lambda, other.lambda);
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, kind, origin, box);
  }
}
