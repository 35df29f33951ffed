package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** What one proof asks and has found so far. Belongs to one thread. */
final class Inquiry {
  /** Beyond so many instructions, counted as often as they are followed, a proof gives up. */
  private static final long MOST_INSTRUCTIONS = 400_000;

  private final Nest nest;
  private final Group group;
  private final Words words;
  private final PureCalls pure;
  private final Set<MethodNode> following = new HashSet<>();
  private final Set<MethodNode> everFollowed = new HashSet<>();
  private final Set<MethodNode> known = new HashSet<>();
  private final Deque<MethodNode> entries = new ArrayDeque<>();
  private final Set<String> writtenOutside = new HashSet<>();
  private final Set<Origin> unstable = new HashSet<>();
  private final List<SectionFacts> sections = new ArrayList<>();
  private @Nullable Reason walk;
  private long followed;

  Inquiry(Nest nest, Group group, Words words) {
    this.nest = nest;
    this.group = group;
    this.words = words;
    this.pure = new PureCalls(nest);
  }

  Nest nest() {
    return nest;
  }

  Group group() {
    return group;
  }

  String place(MethodNode method, int line) {
    return nest.host().name.replace('/', '.')
        + "."
        + method.name
        + (line > 0 ? ", line " + line : "");
  }

  void count(int instructions) {
    followed += instructions;
    if (followed > MOST_INSTRUCTIONS) {
      throw new StripingRefused(
          Obstacle.TOO_LARGE,
          nest.host().name.replace('/', '.') + " is larger than the proof follows");
    }
  }

  /** A method that may be called with the lock not held. */
  void reachable(MethodNode method) {
    if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0 && known.add(method)) {
      entries.add(method);
    }
  }

  @Nullable MethodNode nextEntry() {
    return entries.poll();
  }

  boolean wasFollowed(MethodNode method) {
    return everFollowed.contains(method);
  }

  boolean enter(MethodNode method) {
    everFollowed.add(method);
    return following.add(method);
  }

  void leave(MethodNode method) {
    following.remove(method);
  }

  /** The body of a lambda or the method of a reference, where it is one of the class itself. */
  @Nullable MethodNode body(Handle lambda) {
    return nest.isOwn(lambda)
        ? Nest.declared(nest.host(), lambda.getName(), lambda.getDesc())
        : null;
  }

  void writtenOutside(FieldInsnNode field) {
    if (field.owner.equals(group.owner())) {
      writtenOutside.add(field.name);
    }
  }

  boolean isWrittenOutside(String field) {
    return writtenOutside.contains(field);
  }

  void unstable(Origin origin) {
    unstable.add(origin);
  }

  boolean isUnstable(Origin origin) {
    return unstable.contains(origin);
  }

  void sections(Collection<SectionFacts> more) {
    sections.addAll(more);
  }

  List<SectionFacts> sections() {
    return sections;
  }

  void walks(MethodNode method, int line, AbstractInsnNode at) {
    if (walk == null) {
      walk = new Reason(Obstacle.ORDER, place(method, line), at);
    }
  }

  /** Where the map's order is first seen, or {@code null}. */
  @Nullable Reason firstWalk() {
    return walk;
  }

  boolean mayReorderEffects() {
    return words.journalOrderAcrossKeys();
  }

  boolean effectsAreThreadSafe() {
    return words.journalThreadSafe();
  }

  boolean isFinal(FieldInsnNode insn) {
    FieldNode field = nest.field(insn.owner, insn.name);
    return field != null && (field.access & Opcodes.ACC_FINAL) != 0;
  }

  boolean isPure(int opcode, String owner, String name, String descriptor) {
    return pure.isPure(opcode, owner, name, descriptor);
  }

  /** Whether a method reference runs a method that touches nothing shared. */
  boolean isPure(Handle reference) {
    if (reference.getTag() != Opcodes.H_INVOKESTATIC
        && reference.getTag() != Opcodes.H_NEWINVOKESPECIAL) {
      return false;
    }
    int opcode =
        reference.getTag() == Opcodes.H_INVOKESTATIC ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL;
    String owner = reference.getOwner();
    return PlatformCalls.isPure(opcode, owner, reference.getName(), reference.getDesc(), true)
        || pure.isPure(opcode, owner, reference.getName(), reference.getDesc());
  }

  /** Whether the first use of a class runs no code that is not known. */
  boolean isQuiet(String owner) {
    if (owner.equals(group.owner()) || owner.startsWith("java/")) {
      return true;
    }
    ClassNode type = nest.find(owner);
    return type != null && pure.initialises(type);
  }
}
