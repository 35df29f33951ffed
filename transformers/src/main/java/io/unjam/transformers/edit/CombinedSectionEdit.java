package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.CombiningFacts;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes a lock a combining one where it is made, and has a method that is a section of it ask first
 * whether its holder should run it.
 */
final class CombinedSectionEdit implements Edit {
  /*
   * The holder calls the method itself, as the method is; so nothing has to be taken out of it and no member be added. What is put in
   * front of it:
   *
   *     if the lock is busy: have it run (lock, lookup, name, descriptor, static?, arguments); keep the result
   *                          unless it was declined: return the result
   *     body: as written
   *
   * At `body` the locals are what they were at the method's begin, and the stack is empty: the frame there says the same as the
   * first, and those after it, which say how they differ from the one before, stay right.
   */
  private static final Edit LOCK =
      new StandInEdit(Map.of(Types.REENTRANT_LOCK, RuntimeNames.COMBINING_LOCK));

  private static final String OBJECT = "java/lang/Object";
  private static final String RUN =
      "(Ljava/lang/Object;Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
          + "Ljava/lang/String;Z[Ljava/lang/Object;)Ljava/lang/Object;";

  /** Version of class files from which on frames have to be. */
  private static final int FRAMES = Opcodes.V1_6;

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (candidate.allocates() != null) {
      LOCK.apply(candidate, decision, method);
      return;
    }
    FieldNode lock = CombiningFacts.of(candidate, decision.rule()).lock();
    if (lock == null) {
      throw new IllegalArgumentException("no lock: " + candidate.site());
    }
    String owner = candidate.view().owner().name;
    int version = candidate.view().owner().version & 0xffff;
    method.code().insert(prologue(owner, lock, method, version >= FRAMES));
    method.needStack(10);
  }

  private static InsnList prologue(
      String owner, FieldNode lock, EditedMethod method, boolean frames) {
    MethodNode node = method.node();
    boolean isStatic = (node.access & Opcodes.ACC_STATIC) != 0;
    int result = method.newLocal(1);
    LabelNode body = new LabelNode();
    InsnList code = new InsnList();
    pushLock(owner, lock, code);
    code.add(hook("isBusy", "(Ljava/lang/Object;)Z"));
    code.add(new JumpInsnNode(Opcodes.IFEQ, body));
    pushLock(owner, lock, code);
    code.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            "java/lang/invoke/MethodHandles",
            "lookup",
            "()Ljava/lang/invoke/MethodHandles$Lookup;",
            false));
    code.add(new LdcInsnNode(node.name));
    code.add(new LdcInsnNode(node.desc));
    code.add(EditedMethod.push(isStatic ? 1 : 0));
    pushArguments(node, isStatic, code);
    code.add(hook("run", RUN));
    code.add(new VarInsnNode(Opcodes.ASTORE, result));
    code.add(new VarInsnNode(Opcodes.ALOAD, result));
    code.add(hook("isDeclined", "(Ljava/lang/Object;)Z"));
    code.add(new JumpInsnNode(Opcodes.IFNE, body));
    returnResult(Type.getReturnType(node.desc), result, code);
    code.add(body);
    if (frames) {
      code.add(new FrameNode(Opcodes.F_SAME, 0, null, 0, null));
      // Keeps this frame apart from one that a loop to the begin may have.
      code.add(new InsnNode(Opcodes.NOP));
    }
    return code;
  }

  private static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC, RuntimeNames.COMBINE_HOOKS, name, descriptor, false);
  }

  private static void pushLock(String owner, FieldNode lock, InsnList code) {
    if ((lock.access & Opcodes.ACC_STATIC) != 0) {
      code.add(new FieldInsnNode(Opcodes.GETSTATIC, owner, lock.name, lock.desc));
    } else {
      code.add(new VarInsnNode(Opcodes.ALOAD, 0));
      code.add(new FieldInsnNode(Opcodes.GETFIELD, owner, lock.name, lock.desc));
    }
  }

  private static void pushArguments(MethodNode node, boolean isStatic, InsnList code) {
    Type[] arguments = Type.getArgumentTypes(node.desc);
    int receiver = isStatic ? 0 : 1;
    code.add(EditedMethod.push(arguments.length + receiver));
    code.add(new TypeInsnNode(Opcodes.ANEWARRAY, OBJECT));
    if (!isStatic) {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(EditedMethod.push(0));
      code.add(new VarInsnNode(Opcodes.ALOAD, 0));
      code.add(new InsnNode(Opcodes.AASTORE));
    }
    int local = receiver;
    for (int i = 0; i < arguments.length; i++) {
      Type type = arguments[i];
      code.add(new InsnNode(Opcodes.DUP));
      code.add(EditedMethod.push(i + receiver));
      code.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), local));
      String box = box(type);
      if (box != null) {
        code.add(
            new MethodInsnNode(
                Opcodes.INVOKESTATIC,
                box,
                "valueOf",
                Type.getMethodDescriptor(Type.getObjectType(box), type),
                false));
      }
      code.add(new InsnNode(Opcodes.AASTORE));
      local += type.getSize();
    }
  }

  private static void returnResult(Type type, int result, InsnList code) {
    if (type.getSort() == Type.VOID) {
      code.add(new InsnNode(Opcodes.RETURN));
      return;
    }
    code.add(new VarInsnNode(Opcodes.ALOAD, result));
    String box = box(type);
    if (box != null) {
      code.add(new TypeInsnNode(Opcodes.CHECKCAST, box));
      code.add(
          new MethodInsnNode(
              Opcodes.INVOKEVIRTUAL,
              box,
              type.getClassName() + "Value",
              Type.getMethodDescriptor(type),
              false));
    } else if (!type.getInternalName().equals(OBJECT)) {
      code.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
    }
    code.add(new InsnNode(type.getOpcode(Opcodes.IRETURN)));
  }

  private static @Nullable String box(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      case Type.DOUBLE -> "java/lang/Double";
      default -> null;
    };
  }
}
