package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.striping.Traced.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A lock and the maps and sets it guards, all called maps here, as fields of one class. The lock is
 * a {@code ReentrantLock}, or any object whose monitor is taken, which may be the map itself.
 *
 * @param owner internal name of the class
 * @param lock the lock's field
 * @param maps the maps' fields
 * @param halves further fields that hold one of the two locks of a read-write lock, by name
 */
record Group(String owner, FieldNode lock, List<FieldNode> maps, Map<String, Kind> halves) {

  private static final Set<String> READ_WRITE =
      Set.of(
          "Ljava/util/concurrent/locks/ReentrantReadWriteLock;",
          "Ljava/util/concurrent/locks/ReadWriteLock;");

  private static final Set<String> HALF =
      Set.of(
          "Ljava/util/concurrent/locks/Lock;",
          "Ljava/util/concurrent/locks/ReentrantReadWriteLock$ReadLock;",
          "Ljava/util/concurrent/locks/ReentrantReadWriteLock$WriteLock;");

  /** What a rule calls the monitor of the object whose fields the maps stand in. */
  static final String THIS = "this";

  /** What a rule calls the monitor of the class whose static fields the maps stand in. */
  static final String CLASS = "class";

  /** Whether a lock is none that stands in a field. */
  static boolean isOwner(String lock) {
    return lock.equals(THIS) || lock.equals(CLASS);
  }

  /** The monitor of {@code this} or of the class, as if it stood in a field. */
  static FieldNode owner(String lock) {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
    return new FieldNode(
        lock.equals(CLASS) ? access | Opcodes.ACC_STATIC : access,
        lock,
        "Ljava/lang/Object;",
        null,
        null);
  }

  /** Whether the monitor is that of {@code this} or of the class, which others can take too. */
  boolean isOwnersMonitor() {
    return isOwner(lock.name);
  }

  /** Whether the lock has two, for readers and for writers. */
  boolean isReadWrite() {
    return isReadWrite(lock);
  }

  static boolean isReadWrite(FieldNode lock) {
    return READ_WRITE.contains(lock.desc);
  }

  /** Which of the two a call hands out; {@code null} where it is no such call. */
  static @Nullable Kind half(MethodInsnNode call) {
    if (!READ_WRITE.contains("L" + call.owner + ";") || !call.desc.startsWith("()L")) {
      return null;
    }
    return switch (call.name) {
      case "readLock" -> Kind.READ_LOCK;
      case "writeLock" -> Kind.WRITE_LOCK;
      default -> null;
    };
  }

  /** Private final fields that every write sets to what a call of one of the two hands out. */
  static Map<String, Kind> halves(ClassNode host, FieldNode lock) {
    Map<String, Kind> halves = new LinkedHashMap<>();
    Set<String> others = new HashSet<>();
    for (FieldNode field : host.fields) {
      int wanted = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
      if ((field.access & wanted) != wanted
          || !HALF.contains(field.desc)
          || (field.access & Opcodes.ACC_STATIC) != (lock.access & Opcodes.ACC_STATIC)) {
        others.add(field.name);
      }
    }
    for (MethodNode method : host.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof FieldInsnNode write
            && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
            && write.owner.equals(host.name)) {
          Kind kind = handedOut(write, host, lock);
          Kind before = kind == null ? null : halves.putIfAbsent(write.name, kind);
          if (kind == null || (before != null && before != kind)) {
            others.add(write.name);
          }
        }
      }
    }
    halves.keySet().removeAll(others);
    return halves;
  }

  private static @Nullable Kind handedOut(FieldInsnNode write, ClassNode host, FieldNode lock) {
    AbstractInsnNode call = write.getPrevious();
    AbstractInsnNode read = call == null ? null : call.getPrevious();
    return call instanceof MethodInsnNode hands
            && read instanceof FieldInsnNode from
            && from.owner.equals(host.name)
            && from.name.equals(lock.name)
        ? half(hands)
        : null;
  }

  boolean isHalf(FieldInsnNode insn) {
    return insn.owner.equals(owner) && halves.containsKey(insn.name);
  }

  boolean isStatic() {
    return (lock.access & Opcodes.ACC_STATIC) != 0;
  }

  /**
   * The fields of the lock and its maps that aren't declared final. What is proven of the group is
   * proven of a class in which they are.
   */
  Set<String> sealed() {
    Set<String> sealed = new LinkedHashSet<>();
    for (FieldNode map : maps) {
      if ((map.access & Opcodes.ACC_FINAL) == 0) {
        sealed.add(map.name);
      }
    }
    if ((lock.access & Opcodes.ACC_FINAL) == 0) {
      sealed.add(lock.name);
    }
    return sealed;
  }

  /** Whether the lock is an object's monitor. */
  boolean isMonitor() {
    return !lock.desc.startsWith("Ljava/util/concurrent/locks/");
  }

  /** Whether what a field guards is declared as a set, no map. */
  static boolean isSet(FieldNode field) {
    return field.desc.endsWith("Set;");
  }

  /** What people call that which is guarded. */
  String guarded() {
    boolean set = false;
    boolean map = false;
    for (FieldNode field : maps) {
      set |= isSet(field);
      map |= !isSet(field);
    }
    return set && map ? "the map or set" : set ? "the set" : "the map";
  }

  /** Whether the map is its own lock. */
  boolean isOwnMonitor() {
    return maps.contains(lock);
  }

  boolean isLock(FieldInsnNode insn) {
    return insn.owner.equals(owner) && insn.name.equals(lock.name);
  }

  boolean isMap(FieldInsnNode insn) {
    if (insn.owner.equals(owner)) {
      for (FieldNode map : maps) {
        if (map.name.equals(insn.name)) {
          return true;
        }
      }
    }
    return false;
  }

  boolean contains(FieldInsnNode insn) {
    return isLock(insn) || isMap(insn) || isHalf(insn);
  }

  boolean names(String type, String field) {
    if (!type.equals(owner)) {
      return false;
    }
    for (FieldNode map : maps) {
      if (map.name.equals(field)) {
        return true;
      }
    }
    return lock.name.equals(field) || halves.containsKey(field);
  }

  static FieldNode field(ClassNode node, String name) {
    for (FieldNode field : node.fields) {
      if (field.name.equals(name)) {
        return field;
      }
    }
    throw new StripingRefused(
        Obstacle.GROUP, node.name.replace('/', '.') + " declares no field " + name);
  }
}
