package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import com.acme.fixture.Writes;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.classfile.Hierarchy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

class VerifierTest {
  @Test
  void acceptsWhatACompilerMade() {
    assertThat(broken(Maps.class, node -> {})).isNull();
    assertThat(broken(Writes.class, node -> {})).isNull();
  }

  @Test
  void rejectsAStackThatIsOneShort() {
    assertThat(broken(Maps.class, method("nested", m -> insertFirst(m, Opcodes.POP)))).isNotNull();
  }

  @Test
  void rejectsALocalThatHoldsNothing() {
    assertThat(
            broken(
                Writes.class,
                method(
                    "put",
                    m -> {
                      m.maxLocals = 9;
                      m.maxStack += 1;
                      m.instructions.insert(new InsnNode(Opcodes.POP));
                      m.instructions.insert(new VarInsnNode(Opcodes.ALOAD, 7));
                    })))
        .isNotNull();
  }

  @Test
  void rejectsACallWithTheWrongArgument() {
    assertThat(
            broken(
                Maps.class,
                method(
                    "nested",
                    m -> {
                      for (AbstractInsnNode insn : m.instructions) {
                        if (insn instanceof MethodInsnNode call && call.name.equals("<init>")) {
                          call.desc = "(I)V";
                        }
                      }
                    })))
        .isNotNull();
  }

  @Test
  void rejectsAFrameThatPromisesTooLittleForTheCodeBehindIt() {
    assertThat(broken(Maps.class, node -> node.methods.add(branching(Opcodes.INTEGER)))).isNull();
    assertThat(broken(Maps.class, node -> node.methods.add(branching())))
        .contains("by what its frames promise");
  }

  /** Reads its parameter behind a frame that says so many locals. */
  private static MethodNode branching(Object... locals) {
    MethodNode method = new MethodNode(Opcodes.ACC_STATIC, "branching", "(I)I", null, null);
    LabelNode end = new LabelNode();
    method.instructions.add(new VarInsnNode(Opcodes.ILOAD, 0));
    method.instructions.add(new JumpInsnNode(Opcodes.IFEQ, end));
    method.instructions.add(end);
    method.instructions.add(new FrameNode(Opcodes.F_FULL, locals.length, locals, 0, new Object[0]));
    method.instructions.add(new VarInsnNode(Opcodes.ILOAD, 0));
    method.instructions.add(new InsnNode(Opcodes.IRETURN));
    method.maxLocals = 1;
    method.maxStack = 1;
    return method;
  }

  @Test
  void rejectsAFrameThatPromisesALocalNobodySet() {
    assertThat(
            broken(
                Maps.class,
                method(
                    "ternaryAllocation",
                    m -> {
                      m.maxLocals = 6;
                      for (AbstractInsnNode insn : m.instructions) {
                        if (insn instanceof FrameNode frame) {
                          frame.type = Opcodes.F_FULL;
                          frame.local =
                              List.of("com/acme/fixture/Maps", Opcodes.INTEGER, "java/lang/String");
                          if (frame.stack == null) {
                            frame.stack = List.of();
                          }
                        }
                      }
                    })))
        .isNotNull();
  }

  private static void insertFirst(MethodNode method, int opcode) {
    method.instructions.insert(new InsnNode(opcode));
  }

  private static Consumer<ClassNode> method(String name, Consumer<MethodNode> change) {
    return node -> {
      for (MethodNode method : node.methods) {
        if (method.name.equals(name)) {
          change.accept(method);
        }
      }
    };
  }

  private static String broken(Class<?> type, Consumer<ClassNode> change) {
    ClassNode node = new ClassNode();
    new ClassReader(ClassBytes.of(type)).accept(node, 0);
    change.accept(node);
    ClassWriter writer = new ClassWriter(0);
    node.accept(writer);
    List<String> methods = new ArrayList<>();
    for (MethodNode method : node.methods) {
      methods.add(method.name + method.desc);
    }
    return Verifier.verify(writer.toByteArray(), methods, Hierarchy.over(ClassBytes.ALL));
  }
}
