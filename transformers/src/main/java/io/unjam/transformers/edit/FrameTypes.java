package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.FullFrames;
import io.unjam.transformers.classfile.Hierarchy;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * What the JVM's verifier takes a method's locals to hold at an instruction: what the last frame
 * before it says, changed by the instructions since. No inference: a value is of the type that a
 * frame or an instruction declares, as the JVM sees it.
 */
final class FrameTypes {
  private static final int ROOM = 16;

  private final ClassNode owner;
  private final MethodNode method;
  private final HierarchyVerifier types;

  /** For a method whose frames are {@linkplain FullFrames expanded}. */
  FrameTypes(ClassNode owner, MethodNode method, Hierarchy hierarchy) {
    this.owner = owner;
    this.method = method;
    this.types = new HierarchyVerifier(owner, hierarchy);
  }

  /**
   * The locals just before an instruction, as a full frame says them.
   *
   * @throws IllegalStateException if one of them is an object that is not initialised yet, or the
   *     code can't be followed
   */
  List<Object> before(AbstractInsnNode target) {
    AbstractInsnNode from = target;
    while (from != null && !(from instanceof FrameNode)) {
      from = from.getPrevious();
    }
    Frame<BasicValue> state = new Frame<>(method.maxLocals, method.maxStack + ROOM);
    clear(state);
    if (from instanceof FrameNode declared) {
      set(state, declared.local);
      for (Object value : declared.stack) {
        state.push(value(value));
      }
    } else {
      set(state, FullFrames.initial(owner.name, method));
    }
    AbstractInsnNode at = from == null ? method.instructions.getFirst() : from.getNext();
    try {
      for (; at != target; at = at.getNext()) {
        if (at.getOpcode() >= 0) {
          state.execute(at, types);
        }
      }
    } catch (AnalyzerException | RuntimeException unreadable) {
      throw new IllegalStateException("the frame before a monitor can't be told", unreadable);
    }
    return locals(state);
  }

  private static void clear(Frame<BasicValue> state) {
    for (int i = 0; i < state.getLocals(); i++) {
      state.setLocal(i, BasicValue.UNINITIALIZED_VALUE);
    }
  }

  private static void set(Frame<BasicValue> state, List<Object> locals) {
    int slot = 0;
    for (Object local : locals) {
      BasicValue value = value(local);
      state.setLocal(slot, value);
      slot += value.getSize();
    }
  }

  /** The value that a frame says lies somewhere. */
  static BasicValue value(Object declared) {
    if (declared instanceof String name) {
      return new BasicValue(Type.getObjectType(name));
    }
    if (declared.equals(Opcodes.TOP)) {
      return BasicValue.UNINITIALIZED_VALUE;
    }
    if (declared.equals(Opcodes.INTEGER)) {
      return BasicValue.INT_VALUE;
    }
    if (declared.equals(Opcodes.LONG)) {
      return BasicValue.LONG_VALUE;
    }
    if (declared.equals(Opcodes.FLOAT)) {
      return BasicValue.FLOAT_VALUE;
    }
    if (declared.equals(Opcodes.DOUBLE)) {
      return BasicValue.DOUBLE_VALUE;
    }
    if (declared.equals(Opcodes.NULL)) {
      return new BasicValue(Type.getObjectType("null"));
    }
    throw new IllegalStateException("an object that is not initialised lies before a monitor");
  }

  private static List<Object> locals(Frame<BasicValue> state) {
    List<Object> locals = new ArrayList<>();
    for (int slot = 0; slot < state.getLocals(); ) {
      BasicValue value = state.getLocal(slot);
      locals.add(declared(value));
      slot += value.getSize();
    }
    while (!locals.isEmpty() && locals.get(locals.size() - 1).equals(Opcodes.TOP)) {
      locals.remove(locals.size() - 1);
    }
    return locals;
  }

  private static Object declared(BasicValue value) {
    Type type = value.getType();
    if (type == null) {
      return Opcodes.TOP;
    }
    return switch (type.getSort()) {
      case Type.INT -> Opcodes.INTEGER;
      case Type.LONG -> Opcodes.LONG;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.DOUBLE -> Opcodes.DOUBLE;
      default -> type.getInternalName().equals("null") ? Opcodes.NULL : type.getInternalName();
    };
  }
}
