package io.unjam.transformers.proof.striping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Where one constructor, or the class's initialiser, makes the lock and its maps.
 *
 * @param method the constructor
 * @param lock the lock; {@code null} where it is the monitor of the object or class itself
 * @param maps the maps
 * @param joins for each map, in the same order: where both it and the lock are there; empty where
 *     nothing has to wait for the lock
 * @param last the write after which all of them are there
 */
public record Construction(
    MethodNode method, @Nullable Made lock, List<Made> maps, List<Join> joins, FieldInsnNode last) {

  public Construction {
    maps = List.copyOf(maps);
    joins = List.copyOf(joins);
  }

  /** What stands for the whole: the lock's allocation or, where it has none, the first map's. */
  public TypeInsnNode allocation() {
    return lock == null ? maps.get(0).allocation() : lock.allocation();
  }

  /**
   * One object.
   *
   * @param allocation its {@code new}
   * @param constructor its constructor's call
   * @param write where it goes into its field
   */
  public record Made(TypeInsnNode allocation, MethodInsnNode constructor, FieldInsnNode write) {}

  /**
   * The later of two writes.
   *
   * @param at the write before which the two are to be joined
   * @param earlier the write that has been executed by then; the same where the map is its own lock
   * @param lockFirst whether the earlier one is the lock's
   */
  public record Join(FieldInsnNode at, FieldInsnNode earlier, boolean lockFirst) {}
}
