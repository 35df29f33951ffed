package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.FullFrames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Follows a method as the JVM's verifier does, from frame to frame: what a frame promises is all
 * that is known from there on, and has to be enough for every frame that is gone to. {@link
 * FrameCheck} asks whether frames promise too much, this asks whether they promise too little.
 * Needs frames that are expanded.
 */
final class JumpCheck {
  private final String owner;
  private final MethodNode method;
  private final HierarchyVerifier types;
  private final FrameCheck frames;
  private @Nullable String failure;

  JumpCheck(String owner, MethodNode method, HierarchyVerifier types, FrameCheck frames) {
    this.owner = owner;
    this.method = method;
    this.types = types;
    this.frames = frames;
  }

  /** What is wrong, in one sentence, or {@code null}. */
  @Nullable String failure() {
    if (!hasFrames()) {
      return null;
    }
    Frame<BasicValue> state = new Frame<>(method.maxLocals, method.maxStack);
    state.setReturn(types.newReturnTypeValue(Type.getReturnType(method.desc)));
    set(state, FullFrames.initial(owner, method), List.of());
    boolean reached = true;
    try {
      for (AbstractInsnNode insn = method.instructions.getFirst();
          insn != null && failure == null;
          insn = insn.getNext()) {
        if (insn instanceof FrameNode declared) {
          if (reached) {
            check(declared, state, true, insn);
          }
          set(state, list(declared.local), list(declared.stack));
          reached = true;
        } else if (insn.getOpcode() >= 0 && reached) {
          handlers(insn, state);
          state.execute(insn, types);
          handlers(insn, state);
          reached = follow(insn, state);
        }
      }
    } catch (AnalyzerException | RuntimeException wrong) {
      return "by what its frames promise: " + wrong.getMessage();
    }
    return failure;
  }

  private boolean hasFrames() {
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof FrameNode) {
        return true;
      }
    }
    return false;
  }

  private static List<Object> list(@Nullable List<Object> values) {
    return values == null ? List.of() : values;
  }

  /** Checks where an instruction may jump to; whether the next one is reached. */
  private boolean follow(AbstractInsnNode insn, Frame<BasicValue> state) {
    List<LabelNode> targets = new ArrayList<>();
    if (insn instanceof JumpInsnNode jump) {
      targets.add(jump.label);
    } else if (insn instanceof TableSwitchInsnNode table) {
      targets.add(table.dflt);
      targets.addAll(table.labels);
    } else if (insn instanceof LookupSwitchInsnNode lookup) {
      targets.add(lookup.dflt);
      targets.addAll(lookup.labels);
    }
    for (LabelNode target : targets) {
      FrameNode declared = frameAt(target);
      if (declared != null) {
        check(declared, state, true, insn);
      }
    }
    int opcode = insn.getOpcode();
    boolean leaves = opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    boolean switches = opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH;
    return !leaves && !switches && opcode != Opcodes.GOTO && opcode != Opcodes.ATHROW;
  }

  private void handlers(AbstractInsnNode insn, Frame<BasicValue> state) {
    int at = method.instructions.indexOf(insn);
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      FrameNode declared = frameAt(range.handler);
      if (declared != null
          && at >= method.instructions.indexOf(range.start)
          && at < method.instructions.indexOf(range.end)) {
        check(declared, state, false, insn);
      }
    }
  }

  private static @Nullable FrameNode frameAt(LabelNode label) {
    for (AbstractInsnNode insn = label;
        insn != null && insn.getOpcode() < 0;
        insn = insn.getNext()) {
      if (insn instanceof FrameNode frame) {
        return frame;
      }
    }
    return null;
  }

  private void check(
      FrameNode declared, Frame<BasicValue> state, boolean stack, AbstractInsnNode from) {
    String wrong = frames.failure(declared, state, stack);
    if (wrong != null && failure == null) {
      failure = wrong + ", come to from instruction " + method.instructions.indexOf(from);
    }
  }

  private void set(Frame<BasicValue> state, List<Object> locals, List<Object> stack) {
    for (int i = 0; i < state.getLocals(); i++) {
      state.setLocal(i, BasicValue.UNINITIALIZED_VALUE);
    }
    int slot = 0;
    for (Object local : locals) {
      BasicValue value = value(local);
      state.setLocal(slot, value);
      slot += value.getSize();
    }
    state.clearStack();
    for (Object value : stack) {
      state.push(value(value));
    }
  }

  private BasicValue value(Object declared) {
    if (declared instanceof LabelNode made) {
      AbstractInsnNode at = made;
      while (at != null && at.getOpcode() < 0) {
        at = at.getNext();
      }
      return new BasicValue(
          Type.getObjectType(at instanceof TypeInsnNode type ? type.desc : "java/lang/Object"));
    }
    return declared.equals(Opcodes.UNINITIALIZED_THIS)
        ? new BasicValue(Type.getObjectType(owner))
        : FrameTypes.value(declared);
  }
}
