package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Frame;

/** What is found out about one section while its method is followed. Belongs to one proof. */
final class SectionFacts {
  /**
   * Another section of the same lock that is entered within this one.
   *
   * @param lock where
   * @param frame the values there
   * @param line its source line
   */
  record Nested(AbstractInsnNode lock, Frame<Traced> frame, int line) {}

  final MethodNode method;
  final AbstractInsnNode lock;
  final int line;
  final Frame<Traced> entry;
  final Set<AbstractInsnNode> unlocks = new LinkedHashSet<>();
  final Map<AbstractInsnNode, Frame<Traced>> exits = new LinkedHashMap<>();
  final List<Nested> nested = new ArrayList<>();
  final Map<String, Integer> reads = new LinkedHashMap<>();
  final Set<MethodInsnNode> effects = new LinkedHashSet<>();

  /** Calls of methods that take a lock of their own. */
  final Set<MethodInsnNode> ownEffects = new LinkedHashSet<>();

  final Set<Origin> madeInside = new LinkedHashSet<>();
  @Nullable Traced key;
  int keyLine;
  @Nullable AbstractInsnNode keyUse;

  /** What it does, one sentence each. */
  final Set<String> details = new LinkedHashSet<>();

  @Nullable Reason whole;
  boolean touchesMap;

  /** Whether others may be in it too, as the read lock alone is held. */
  final boolean shared;

  /** The local in which a {@code synchronized} block keeps its monitor. */
  int monitor = -1;

  SectionFacts(
      MethodNode method, AbstractInsnNode lock, int line, Frame<Traced> entry, boolean shared) {
    this.shared = shared;
    this.method = method;
    this.lock = lock;
    this.line = line;
    this.entry = entry;
  }

  /** The first reason counts. */
  void makeWhole(Obstacle obstacle, String reason, @Nullable AbstractInsnNode instruction) {
    if (whole == null) {
      whole = new Reason(obstacle, reason, instruction);
    }
  }

  void touches(Traced wanted, int at, AbstractInsnNode call) {
    touchesMap = true;
    if (wanted.origin() == null) {
      makeWhole(
          Obstacle.KEYS, "the key at line " + at + " is not one value on every way there", call);
    } else if (key == null) {
      key = wanted;
      keyLine = at;
      keyUse = call;
    } else if (!key.isSameAs(wanted)) {
      makeWhole(Obstacle.KEYS, "line " + at + " uses another key than line " + keyLine, call);
    }
  }
}
