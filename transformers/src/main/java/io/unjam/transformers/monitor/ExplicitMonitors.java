package io.unjam.transformers.monitor;

import io.unjam.transformers.classfile.FullFrames;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.SerialVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts the same methods with a {@code synchronized} block around their whole body in the place of a
 * class's {@code synchronized} methods. Works on class files alone; belongs to one thread.
 */
public final class ExplicitMonitors {
  /*
   * What was
   *
   *     synchronized T m(...) { body }
   *
   * becomes
   *
   *     T m(...) {
   *       [this, or the class] dup, store, enter
   *       <range> body, each of its returns behind: load, exit <end of the range>
   *       handler of anything, itself in a range: load, exit <end of the range> throw
   *     }
   *
   * as compilers write a block. The monitor has a local of its own, beyond those of the body. The body's own ranges stay before the
   * new ones in the table, so that its handlers come first, and are covered by them. Monitors are entered and left in turn on
   * every way, so that compilers take the method.
   *
   * The way in stands before the first label of the body, to which the body may jump back. It has the body's first line, so that
   * a thread that waits is shown where one that waits to enter the method is shown. Parameters are in scope there.
   *
   * The handler's frame knows the monitor alone: of the body's locals none needs to be what it was.
   */
  private final ClassNode owner;
  private final Map<MethodNode, MethodNode> originals = new LinkedHashMap<>();

  private ExplicitMonitors(ClassNode owner) {
    this.owner = owner;
  }

  /**
   * Changes those of some methods that are {@code synchronized}.
   *
   * @param owner their class
   */
  public static ExplicitMonitors in(ClassNode owner, Predicate<MethodNode> wanted) {
    ExplicitMonitors all = new ExplicitMonitors(owner);
    for (int i = 0; i < owner.methods.size(); i++) {
      MethodNode method = owner.methods.get(i);
      if (isChangeable(method) && wanted.test(method)) {
        MethodNode explicit = explicit(owner, method);
        owner.methods.set(i, explicit);
        all.originals.put(explicit, method);
      }
    }
    return all;
  }

  private static boolean isChangeable(MethodNode method) {
    int not = Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT;
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) == 0 || (method.access & not) != 0) {
      return false;
    }
    for (AbstractInsnNode insn : method.instructions) {
      if (insn.getOpcode() == Opcodes.JSR || insn.getOpcode() == Opcodes.RET) {
        return false;
      }
    }
    return true;
  }

  /** Puts the methods back as they were. */
  public void undo() {
    owner.methods.replaceAll(method -> originals.getOrDefault(method, method));
  }

  /** Whether a method is one that was made here. */
  public boolean made(MethodNode method) {
    return originals.containsKey(method);
  }

  /** Whether a method takes the monitor of its class, where it is {@code synchronized}. */
  public static boolean isOfClass(MethodNode method) {
    return (method.access & Opcodes.ACC_STATIC) != 0;
  }

  /** The changed methods, each as its name and descriptor in one. */
  public Set<String> methods() {
    Set<String> names = new LinkedHashSet<>();
    for (MethodNode method : originals.keySet()) {
      names.add(method.name + method.desc);
    }
    return names;
  }

  /**
   * Whether somebody computes something of the methods' flags that has to stay: the {@code
   * serialVersionUID} of a class that declares none is made of the modifiers of its methods.
   */
  public boolean changesSerialVersion(Hierarchy hierarchy) {
    boolean seen = false;
    for (MethodNode method : originals.keySet()) {
      seen |= (method.access & Opcodes.ACC_PRIVATE) == 0;
    }
    return seen && SerialVersion.isComputed(owner, hierarchy);
  }

  private static MethodNode explicit(ClassNode owner, MethodNode original) {
    MethodNode method =
        new MethodNode(
            Opcodes.ASM9,
            original.access & ~Opcodes.ACC_SYNCHRONIZED,
            original.name,
            original.desc,
            original.signature,
            original.exceptions.toArray(new String[0]));
    original.accept(method);
    boolean isStatic = isOfClass(method);
    String type = isStatic ? "java/lang/Class" : owner.name;
    int local = method.maxLocals;
    method.maxLocals = local + 1;
    method.maxStack = Math.max(2, method.maxStack + 1);
    FullFrames.expand(owner.name, method);
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof FrameNode frame) {
        FullFrames.add(frame, local, type);
      }
    }
    LabelNode body = new LabelNode();
    LabelNode handler = new LabelNode();
    List<TryCatchBlockNode> ranges = leave(method.instructions, body, handler, local);
    enter(method, body, isStatic ? new LdcInsnNode(Type.getObjectType(owner.name)) : null, local);
    InsnList code = method.instructions;
    code.add(handler);
    if ((owner.version & 0xffff) >= Opcodes.V1_6) {
      FrameNode frame =
          new FrameNode(Opcodes.F_FULL, 0, new Object[0], 1, new Object[] {"java/lang/Throwable"});
      FullFrames.add(frame, local, type);
      code.add(frame);
    }
    LabelNode left = new LabelNode();
    exit(code, local, left);
    code.add(new InsnNode(Opcodes.ATHROW));
    ranges.add(new TryCatchBlockNode(handler, left, handler, null));
    method.tryCatchBlocks.addAll(ranges);
    return method;
  }

  /** Has every return leave the monitor; the ranges of what is between. */
  private static List<TryCatchBlockNode> leave(
      InsnList code, LabelNode body, LabelNode handler, int local) {
    List<TryCatchBlockNode> ranges = new ArrayList<>();
    LabelNode from = body;
    boolean empty = true;
    for (AbstractInsnNode insn : code.toArray()) {
      if (insn.getOpcode() >= Opcodes.IRETURN && insn.getOpcode() <= Opcodes.RETURN) {
        LabelNode left = new LabelNode();
        LabelNode next = new LabelNode();
        InsnList exit = new InsnList();
        exit(exit, local, left);
        code.insertBefore(insn, exit);
        code.insert(insn, next);
        ranges.add(new TryCatchBlockNode(from, left, handler, null));
        from = next;
        empty = true;
      } else if (insn.getOpcode() >= 0) {
        empty = false;
      }
    }
    if (!empty) {
      ranges.add(new TryCatchBlockNode(from, handler, handler, null));
    }
    return ranges;
  }

  private static void exit(InsnList code, int local, LabelNode left) {
    code.add(new VarInsnNode(Opcodes.ALOAD, local));
    code.add(new InsnNode(Opcodes.MONITOREXIT));
    code.add(left);
  }

  private static void enter(
      MethodNode method, LabelNode body, @Nullable LdcInsnNode ofClass, int local) {
    InsnList code = new InsnList();
    LabelNode first = new LabelNode();
    code.add(first);
    LineNumberNode line = firstLine(method.instructions);
    if (line != null) {
      code.add(new LineNumberNode(line.line, first));
    }
    code.add(ofClass == null ? new VarInsnNode(Opcodes.ALOAD, 0) : ofClass);
    code.add(new InsnNode(Opcodes.DUP));
    code.add(new VarInsnNode(Opcodes.ASTORE, local));
    code.add(new InsnNode(Opcodes.MONITORENTER));
    code.add(body);
    if (method.localVariables != null) {
      for (LocalVariableNode variable : method.localVariables) {
        if (isFirst(variable.start)) {
          variable.start = first;
        }
      }
    }
    method.instructions.insert(code);
  }

  private static @Nullable LineNumberNode firstLine(InsnList code) {
    for (AbstractInsnNode insn : code) {
      if (insn instanceof LineNumberNode line) {
        return line;
      }
    }
    return null;
  }

  /** Whether no instruction stands before a label. */
  private static boolean isFirst(LabelNode label) {
    for (AbstractInsnNode at = label; at != null; at = at.getPrevious()) {
      if (at.getOpcode() >= 0) {
        return false;
      }
    }
    return true;
  }
}
