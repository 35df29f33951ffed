package io.unjam.transformers.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.proof.YieldPrograms.Program;
import io.unjam.transformers.proof.YieldProof.Finding;
import io.unjam.transformers.proof.YieldProof.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

class YieldProofTest {
  private static final long SEED = 20261123;
  private static final List<Program> UNSOUND = YieldPrograms.unsound(SEED);
  private static final List<Program> SOUND = YieldPrograms.sound(SEED);
  private static final List<Program> WAITING = YieldPrograms.waiting(SEED);
  private static final List<Program> NOT_ONLY_WAITING = YieldPrograms.notOnlyWaiting(SEED);
  private static final Map<String, byte[]> CLASSES = compile();

  private static Map<String, byte[]> compile() {
    Map<String, String> sources = new HashMap<>();
    for (Program program : all().toList()) {
      sources.put(program.name(), program.source());
    }
    sources.put("Gate", YieldPrograms.SUPPORT);
    return InMemory.compile(sources);
  }

  private static Stream<Program> all() {
    return Stream.of(UNSOUND, SOUND, WAITING, NOT_ONLY_WAITING).flatMap(List::stream);
  }

  static List<Program> unsound() {
    return UNSOUND;
  }

  static List<Program> sound() {
    return SOUND;
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void refusesEveryMutantForTheRightReason(Program program) {
    assertThat(judge(program))
        .as(program.source())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.kind()).isNotEqualTo(Kind.PROGRESS))
        .allSatisfy(finding -> assertThat(finding.reason()).containsPattern(program.reason()));
  }

  @ParameterizedTest
  @MethodSource("sound")
  void acceptsWorkThatNeedsNoOtherThread(Program program) {
    assertThat(judge(program))
        .as(program.source())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.reason()).contains("works in every round"))
        .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.PROGRESS));
  }

  static List<Program> waiting() {
    return WAITING;
  }

  static List<Program> notOnlyWaiting() {
    return NOT_ONLY_WAITING;
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void knowsALoopThatOnlyWaits(Program program) {
    assertThat(judge(program))
        .as(program.source())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.WAITS))
        .allSatisfy(
            finding ->
                assertThat(finding.reason()).matches("the loop at line \\d+ waits for .* thread"));
  }

  @ParameterizedTest
  @MethodSource("notOnlyWaiting")
  void parksInNoLoopThatDoesMoreThanWait(Program program) {
    assertThat(judge(program))
        .as(program.source())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.UNKNOWN));
  }

  @Test
  void thereAreEnoughOfEach() {
    assertThat(WAITING).hasSizeGreaterThanOrEqualTo(30);
    assertThat(NOT_ONLY_WAITING).hasSizeGreaterThanOrEqualTo(40);
    assertThat(UNSOUND).hasSizeGreaterThanOrEqualTo(60);
    assertThat(UNSOUND.stream().map(Program::category).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(40);
    assertThat(SOUND).hasSizeGreaterThanOrEqualTo(30);
  }

  @Test
  void refusesALoopWithTwoWaysIn() {
    MethodNode method = new MethodNode(Opcodes.ACC_STATIC, "run", "(I)V", null, null);
    Label first = new Label();
    Label second = new Label();
    Label end = new Label();
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitJumpInsn(Opcodes.IFLT, second);
    method.visitLabel(first);
    method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Thread", "yield", "()V", false);
    method.visitLabel(second);
    method.visitIincInsn(0, -1);
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitJumpInsn(Opcodes.IFLE, end);
    method.visitJumpInsn(Opcodes.GOTO, first);
    method.visitLabel(end);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(1, 1);
    ClassNode owner = new ClassNode();
    owner.name = "generated/Tangled";
    owner.methods.add(method);

    assertThat(judge(owner))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).contains("more than one way in"));
  }

  private static List<Finding> judge(Program program) {
    ClassNode node = new ClassNode();
    new ClassReader(CLASSES.get("generated." + program.name())).accept(node, 0);
    return judge(node);
  }

  private static List<Finding> judge(ClassNode owner) {
    List<Finding> findings = new ArrayList<>();
    for (MethodNode method : owner.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof MethodInsnNode call && LoopCalls.isYield(call)) {
          findings.add(new YieldProof(owner, method).judge(call));
        }
      }
    }
    return findings;
  }
}
