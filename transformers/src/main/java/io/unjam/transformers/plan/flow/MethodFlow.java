package io.unjam.transformers.plan.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * The origins of a method's values at each of its instructions. Computed once over the method as it
 * stands; of no use after the method is edited. Not thread-safe.
 */
public final class MethodFlow {
  /** Beyond this many slots the analysis would cost more memory than a start-up has to spare. */
  private static final long MOST_SLOTS = 20_000_000;

  private final MethodNode method;
  private final @Nullable Frame<SourceValue>[] frames;

  private MethodFlow(MethodNode method, @Nullable Frame<SourceValue>[] frames) {
    this.method = method;
    this.frames = frames;
  }

  /**
   * Analyses a method.
   *
   * @param owner internal name of its class
   * @return {@code null} where the method is too large or its code makes no sense
   */
  public static @Nullable MethodFlow of(String owner, MethodNode method) {
    long slots = (long) method.instructions.size() * (method.maxLocals + method.maxStack);
    if (slots > MOST_SLOTS) {
      return null;
    }
    try {
      return new MethodFlow(
          method, new Analyzer<SourceValue>(new OriginInterpreter()).analyze(owner, method));
    } catch (AnalyzerException | RuntimeException senseless) {
      // Whatever the analysis stumbled over, a site whose origins are unknown is refused.
      return null;
    }
  }

  /** Whether control can reach an instruction. */
  public boolean reaches(AbstractInsnNode insn) {
    return frameAt(insn) != null;
  }

  /**
   * The instructions that may have produced the stack's value that lies {@code depth} below its top
   * just before {@code insn}; empty where that is not known.
   */
  public List<AbstractInsnNode> producers(AbstractInsnNode insn, int depth) {
    List<AbstractInsnNode> producers = new ArrayList<>(1);
    SourceValue value = valueAt(insn, depth);
    if (value == null || value.insns.contains(OriginInterpreter.UNKNOWN)) {
      return producers;
    }
    producers.addAll(value.insns);
    return producers;
  }

  /** The receiver of a call, found below its arguments. */
  public List<AbstractInsnNode> receiver(MethodInsnNode call) {
    return producers(call, Type.getArgumentTypes(call.desc).length);
  }

  /**
   * The field all of some producers read, as {@code owner/internal.name}, or {@code null} where
   * they do not all read one.
   */
  public static @Nullable FieldInsnNode fieldRead(List<AbstractInsnNode> producers) {
    FieldInsnNode found = null;
    for (AbstractInsnNode producer : producers) {
      if (!(producer instanceof FieldInsnNode read)) {
        return null;
      }
      if (found != null && !(found.name.equals(read.name) && found.owner.equals(read.owner))) {
        return null;
      }
      found = read;
    }
    return found;
  }

  /** Whether a value is the method's {@code this} and nothing else. */
  public static boolean isThis(MethodNode method, List<AbstractInsnNode> producers) {
    return (method.access & Opcodes.ACC_STATIC) == 0
        && producers.size() == 1
        && isParameter(producers.get(0))
        && ((VarInsnNode) producers.get(0)).var == 0;
  }

  /** Whether a value is the object of a class, named by a constant, and nothing else. */
  public static boolean isClass(String internalName, List<AbstractInsnNode> producers) {
    return producers.size() == 1
        && producers.get(0) instanceof LdcInsnNode constant
        && constant.cst instanceof Type type
        && type.getSort() == Type.OBJECT
        && type.getInternalName().equals(internalName);
  }

  /** Whether a producer stands for a parameter's value on entry. */
  public static boolean isParameter(AbstractInsnNode producer) {
    return producer instanceof VarInsnNode;
  }

  /**
   * The constructor calls that initialise the object of a {@code new} instruction.
   *
   * @return empty where one of them may as well initialise another instruction's object, or where
   *     there is none
   */
  public List<AbstractInsnNode> constructorCalls(TypeInsnNode allocation) {
    List<AbstractInsnNode> calls = new ArrayList<>(1);
    InsnList code = method.instructions;
    for (AbstractInsnNode insn = code.getFirst(); insn != null; insn = insn.getNext()) {
      if (insn instanceof MethodInsnNode call
          && call.getOpcode() == Opcodes.INVOKESPECIAL
          && call.name.equals("<init>")
          && call.owner.equals(allocation.desc)
          && reaches(call)) {
        List<AbstractInsnNode> receiver = receiver(call);
        if (receiver.isEmpty() || (receiver.contains(allocation) && receiver.size() > 1)) {
          return new ArrayList<>();
        }
        if (receiver.contains(allocation)) {
          calls.add(call);
        }
      }
    }
    return calls;
  }

  /**
   * The one field that a produced value is stored into, or {@code null} where there is none or more
   * than one.
   */
  public @Nullable FieldInsnNode fieldWritten(AbstractInsnNode producer) {
    FieldInsnNode found = null;
    InsnList code = method.instructions;
    for (AbstractInsnNode insn = code.getFirst(); insn != null; insn = insn.getNext()) {
      if (insn instanceof FieldInsnNode write
          && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)) {
        SourceValue value = valueAt(write, 0);
        if (value != null && value.insns.contains(producer)) {
          if (found != null
              && !(found.name.equals(write.name) && found.owner.equals(write.owner))) {
            return null;
          }
          found = write;
        }
      }
    }
    return found;
  }

  private @Nullable SourceValue valueAt(AbstractInsnNode insn, int depth) {
    Frame<SourceValue> frame = frameAt(insn);
    if (frame == null || frame.getStackSize() <= depth) {
      return null;
    }
    return frame.getStack(frame.getStackSize() - 1 - depth);
  }

  private @Nullable Frame<SourceValue> frameAt(AbstractInsnNode insn) {
    int index = method.instructions.indexOf(insn);
    return index < frames.length ? frames[index] : null;
  }
}
