package io.unjam.transformers.proof.striping;

import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * A lock and the maps and sets it guards, all called maps here, as fields of one class. The lock is
 * a {@code ReentrantLock}, or any object whose monitor is taken, which may be the map itself.
 *
 * @param owner internal name of the class
 * @param lock the lock's field
 * @param maps the maps' fields
 */
record Group(String owner, FieldNode lock, List<FieldNode> maps) {

  boolean isStatic() {
    return (lock.access & Opcodes.ACC_STATIC) != 0;
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
    return isLock(insn) || isMap(insn);
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
    return lock.name.equals(field);
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
