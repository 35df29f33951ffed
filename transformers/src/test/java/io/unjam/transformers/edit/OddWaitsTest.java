package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Waits as no Java compiler writes them, but others may. */
class OddWaitsTest {
  private static final String NAME = "com/acme/odd/Odd";
  private static final String STEPS = "java/util/concurrent/atomic/AtomicInteger";
  private static final String AUTO =
      """
        - name: proven
          at: { package: com.acme }
          yield: auto
      """;

  private int awaits;
  private String reason = "";

  @Test
  void aLoopThatTheMethodBeginsWith() throws Exception {
    assertThat(
            run(
                Opcodes.V17,
                code -> {
                  Label loop = new Label();
                  Label end = new Label();
                  code.visitLabel(loop);
                  look(code, end);
                  callYield(code);
                  code.visitJumpInsn(Opcodes.GOTO, loop);
                  code.visitLabel(end);
                  code.visitInsn(Opcodes.ICONST_1);
                  code.visitInsn(Opcodes.IRETURN);
                }))
        .isEqualTo(1);
    assertThat(awaits).isEqualTo(3);
  }

  @Test
  void aTestBelowTheBodyInAnExceptionRange() throws Exception {
    Consumer<MethodVisitor> body =
        code -> {
          Label start = new Label();
          Label test = new Label();
          Label handler = new Label();
          Label end = new Label();
          code.visitTryCatchBlock(start, test, handler, "java/lang/RuntimeException");
          code.visitJumpInsn(Opcodes.GOTO, test);
          code.visitLabel(handler);
          code.visitInsn(Opcodes.POP);
          code.visitJumpInsn(Opcodes.GOTO, test);
          code.visitLabel(start);
          callYield(code);
          code.visitLabel(test);
          steps(code);
          code.visitInsn(Opcodes.ICONST_3);
          code.visitJumpInsn(Opcodes.IF_ICMPLT, start);
          code.visitLabel(end);
          code.visitInsn(Opcodes.ICONST_2);
          code.visitInsn(Opcodes.IRETURN);
        };
    assertThat(run(Opcodes.V17, body)).isEqualTo(2);
    assertThat(awaits).isEqualTo(3);
  }

  @Test
  void aLoopEnteredBySwitchWithValuesOnTheStack() throws Exception {
    assertThat(
            run(
                Opcodes.V17,
                code -> {
                  Label loop = new Label();
                  Label other = new Label();
                  Label end = new Label();
                  code.visitInsn(Opcodes.ICONST_5);
                  code.visitInsn(Opcodes.LCONST_1);
                  code.visitInsn(Opcodes.ICONST_0);
                  code.visitTableSwitchInsn(0, 1, other, loop, other);
                  code.visitLabel(other);
                  code.visitLdcInsn(9);
                  code.visitInsn(Opcodes.POP);
                  code.visitJumpInsn(Opcodes.GOTO, loop);
                  code.visitLabel(loop);
                  look(code, end);
                  callYield(code);
                  code.visitJumpInsn(Opcodes.GOTO, loop);
                  code.visitLabel(end);
                  code.visitInsn(Opcodes.L2I);
                  code.visitInsn(Opcodes.IADD);
                  code.visitInsn(Opcodes.IRETURN);
                }))
        .isEqualTo(6);
    assertThat(awaits).isEqualTo(3);
  }

  @Test
  void aLoopBetweenAnAllocationAndItsConstructor() throws Exception {
    assertThat(
            run(
                Opcodes.V17,
                code -> {
                  Label loop = new Label();
                  Label end = new Label();
                  code.visitTypeInsn(Opcodes.NEW, STEPS);
                  code.visitInsn(Opcodes.DUP);
                  code.visitVarInsn(Opcodes.ASTORE, 0);
                  code.visitInsn(Opcodes.ICONST_4);
                  code.visitLabel(loop);
                  look(code, end);
                  callYield(code);
                  code.visitJumpInsn(Opcodes.GOTO, loop);
                  code.visitLabel(end);
                  code.visitMethodInsn(Opcodes.INVOKESPECIAL, STEPS, "<init>", "(I)V", false);
                  code.visitVarInsn(Opcodes.ALOAD, 0);
                  code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, STEPS, "get", "()I", false);
                  code.visitInsn(Opcodes.IRETURN);
                }))
        .isEqualTo(4);
    assertThat(awaits).isEqualTo(3);
  }

  @Test
  void aClassOfBeforeThereWereFrames() throws Exception {
    assertThat(
            run(
                Opcodes.V1_4,
                code -> {
                  Label test = new Label();
                  Label body = new Label();
                  code.visitJumpInsn(Opcodes.GOTO, test);
                  code.visitLabel(body);
                  callYield(code);
                  code.visitLabel(test);
                  steps(code);
                  code.visitInsn(Opcodes.ICONST_3);
                  code.visitJumpInsn(Opcodes.IF_ICMPLT, body);
                  code.visitInsn(Opcodes.ICONST_3);
                  code.visitInsn(Opcodes.IRETURN);
                }))
        .isEqualTo(3);
    assertThat(awaits).isEqualTo(3);
  }

  @Test
  void refusesAMethodWithCodeThatIsNeverReached() {
    byte[] original =
        make(
            Opcodes.V17,
            code -> {
              Label loop = new Label();
              Label end = new Label();
              code.visitLabel(loop);
              look(code, end);
              callYield(code);
              code.visitJumpInsn(Opcodes.GOTO, loop);
              code.visitLabel(end);
              code.visitInsn(Opcodes.ICONST_1);
              code.visitInsn(Opcodes.IRETURN);
              code.visitInsn(Opcodes.ACONST_NULL);
              code.visitInsn(Opcodes.ATHROW);
            });
    Rewritten result = rewrite(original);

    assertThat(result.edited()).isNull();
    assertThat(result.failure()).isNull();
    assertThat(reason).contains("waits for another thread, but run has code that is never reached");
  }

  @Test
  void aConstructorThatWaitsBeforeItCallsTheOther() throws Exception {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, NAME, null, "java/lang/Object", null);
    field(writer);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(JD)V", null, null);
    code.visitCode();
    Label loop = new Label();
    Label end = new Label();
    code.visitLdcInsn(5L);
    code.visitVarInsn(Opcodes.LSTORE, 5);
    code.visitLabel(loop);
    look(code, end);
    callYield(code);
    code.visitJumpInsn(Opcodes.GOTO, loop);
    code.visitLabel(end);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();

    Class<?> edited = load(rewrite(writer.toByteArray()));
    edited.getConstructor(long.class, double.class).newInstance(1L, 2.0);
    assertThat(heard(edited)).containsExactly("await 0", "await 1", "await 2");
  }

  // Making, editing, running

  private static void look(MethodVisitor code, Label end) {
    steps(code);
    code.visitInsn(Opcodes.ICONST_3);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
  }

  private static void steps(MethodVisitor code) {
    code.visitFieldInsn(Opcodes.GETSTATIC, NAME, "STEPS", "L" + STEPS + ";");
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, STEPS, "get", "()I", false);
  }

  private static void callYield(MethodVisitor code) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Thread", "yield", "()V", false);
  }

  private static void field(ClassWriter writer) {
    writer.visitField(
        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "STEPS", "L" + STEPS + ";", null, null);
  }

  private static byte[] make(int version, Consumer<MethodVisitor> body) {
    boolean frames = version >= Opcodes.V1_6;
    ClassWriter writer =
        new ClassWriter(frames ? ClassWriter.COMPUTE_FRAMES : ClassWriter.COMPUTE_MAXS);
    writer.visit(version, Opcodes.ACC_PUBLIC, NAME, null, "java/lang/Object", null);
    field(writer);
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "run", "()I", null, null);
    code.visitCode();
    body.accept(code);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private Rewritten rewrite(byte[] original) {
    Rewritten result =
        new Rewriter(Rules.of(AUTO), new RewriterTest.CountingIds())
            .rewrite(original, ClassBytes.ALL);
    assertThat(result.failure()).isNull();
    reason = result.plan().decisions().get(0).reason();
    return result;
  }

  private static Class<?> load(Rewritten result) throws Exception {
    assertThat(result.edited()).isNotNull();
    Class<?> edited = EditedLoader.define(NAME.replace('/', '.'), result.edited());
    AtomicInteger steps = new AtomicInteger();
    edited.getField("STEPS").set(null, steps);
    Runnable step = steps::incrementAndGet;
    hooks(edited).getField("step").set(null, step);
    return edited;
  }

  private Object run(int version, Consumer<MethodVisitor> body) throws Exception {
    Class<?> edited = load(rewrite(make(version, body)));
    Object result = edited.getMethod("run").invoke(null);
    awaits = heard(edited).size();
    return result;
  }

  private static List<String> heard(Class<?> edited) throws Exception {
    List<?> events = (List<?>) hooks(edited).getField("EVENTS").get(null);
    return events.stream().map(String::valueOf).toList();
  }

  private static Class<?> hooks(Class<?> edited) throws ClassNotFoundException {
    return Class.forName("io.unjam.runtime.hook.YieldHooks", true, edited.getClassLoader());
  }
}
