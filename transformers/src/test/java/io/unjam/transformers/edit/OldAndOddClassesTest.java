package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class OldAndOddClassesTest {
  private static final String MAP = "java/util/concurrent/ConcurrentHashMap";

  private final Rewriter rewriter =
      new Rewriter(
          Rules.of(
              """
                - name: shard all
                  at: { class: "**" }
                  map: { variant: sharded, shards: 8 }
              """),
          new RewriterTest.CountingIds());

  @Test
  void editsCodeWithSubroutinesOfTheFirstCompilers() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V1_4, Opcodes.ACC_PUBLIC, "com/acme/fixture/Old", null, "java/lang/Object", null);
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "make", "()Ljava/lang/Object;", null, null);
    Label subroutine = new Label();
    code.visitCode();
    code.visitJumpInsn(Opcodes.JSR, subroutine);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitInsn(Opcodes.ARETURN);
    code.visitLabel(subroutine);
    code.visitVarInsn(Opcodes.ASTORE, 0);
    code.visitTypeInsn(Opcodes.NEW, MAP);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, MAP, "<init>", "()V", false);
    code.visitVarInsn(Opcodes.ASTORE, 1);
    code.visitVarInsn(Opcodes.RET, 0);
    code.visitMaxs(2, 2);
    code.visitEnd();
    writer.visitEnd();

    Rewritten result = rewriter.rewrite(writer.toByteArray(), ClassBytes.ALL);

    assertThat(result.failure()).isNull();
    Object map =
        EditedLoader.define("com.acme.fixture.Old", result.edited()).getMethod("make").invoke(null);
    assertThat(map.getClass().getSimpleName()).isEqualTo("ShardedConcurrentHashMap");
  }

  @Test
  void keepsAClassWhoseMethodGrowsTooLarge() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "com/acme/Huge", null, "java/lang/Object", null);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "huge", "()V", null, null);
    code.visitCode();
    for (int i = 0; i < 4_600; i++) {
      code.visitTypeInsn(Opcodes.NEW, MAP);
      code.visitInsn(Opcodes.DUP);
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, MAP, "<init>", "()V", false);
      code.visitInsn(Opcodes.POP);
      code.visitInsn(Opcodes.NOP);
      code.visitInsn(Opcodes.NOP);
      code.visitInsn(Opcodes.NOP);
      code.visitInsn(Opcodes.NOP);
      code.visitInsn(Opcodes.NOP);
    }
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(2, 0);
    code.visitEnd();
    writer.visitEnd();

    Rewritten result =
        new Rewriter(
                Rules.of(
                    """
                      - name: shard all
                        at: { class: "**" }
                        map: { variant: sharded, shards: 4000 }
                    """),
                new RewriterTest.CountingIds())
            .rewrite(writer.toByteArray(), ClassBytes.ALL);

    assertThat(result.edited()).isNull();
    assertThat(result.failure()).contains("Method too large");
  }

  @Test
  void refusesAReferenceThatMayBeSerialized() {
    Rewritten result = rewriter.rewrite(bytesOfSerialized(), ClassBytes.ALL);

    assertThat(result.edited()).isNull();
    assertThat(result.plan().decisions())
        .extracting(Decision::verdict)
        .contains(Verdict.REFUSED)
        .doesNotContain(Verdict.APPLIED);
  }

  private static byte[] bytesOfSerialized() {
    return ClassBytes.of("com.acme.fixture.SerializableReference");
  }
}
