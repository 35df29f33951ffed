package io.unjam.transformers.proof.striping;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.proof.InMemory;
import io.unjam.transformers.proof.striping.StripingPrograms.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** No unsound program is accepted, and enough sound ones are. */
class StripingProofTest {
  private static final long SEED = 20261123;
  private static final List<Program> UNSOUND = StripingPrograms.unsound(SEED);
  private static final List<Program> SOUND = StripingPrograms.sound(SEED);
  private static final Map<String, byte[]> CLASSES = compile();

  private static Map<String, byte[]> compile() {
    Map<String, String> sources = new HashMap<>(StripingPrograms.SUPPORT);
    Stream.concat(UNSOUND.stream(), SOUND.stream())
        .forEach(program -> sources.put(program.name(), program.source()));
    return InMemory.compile(sources);
  }

  static List<Program> unsound() {
    return UNSOUND;
  }

  static List<Program> sound() {
    return SOUND;
  }

  private static Striping judge(Program program, Words words) {
    return judge(program, words, parsed(program));
  }

  private static ClassNode parsed(Program program) {
    ClassNode node = new ClassNode();
    new ClassReader(CLASSES.get(program.name())).accept(node, 0);
    return node;
  }

  private static Striping judge(Program program, Words words, ClassNode node) {
    Hierarchy hierarchy =
        Hierarchy.over(
            name -> {
              byte[] bytes = CLASSES.get(name.replace('/', '.'));
              return bytes == null ? ClassBytes.ALL.find(name) : bytes;
            });
    List<String> guards = program.isOfTwo() ? List.of("map", "second") : List.of("map");
    if (program.isOwned()) {
      ExplicitMonitors.in(node, method -> true);
    }
    return new StripingProof(node, hierarchy, words).judge(program.lock(), guards);
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void refusesEveryMutantForTheRightReason(Program program) {
    Striping striping = judge(program, program.words());

    if (program.beside()) {
      assertThat(striping.refusal()).as(program.source()).isNull();
      assertThat(update(striping).key()).as(program.source()).isNull();
      assertThat(update(striping).whole()).as(program.source()).containsPattern(program.reason());
    } else {
      assertThat(striping.refusal()).as(program.source()).isNotNull();
      assertThat(striping.refusal())
          .as(program.source())
          .containsPattern("(?s)" + program.reason());
    }
  }

  private static Section update(Striping striping) {
    return striping.sections().stream()
        .filter(section -> section.method().name.equals("update"))
        .findFirst()
        .orElseThrow();
  }

  /** What the author vouches for lifts the condition that it names and no other. */
  @ParameterizedTest
  @MethodSource("unsound")
  void noWordLiftsWhatItDoesNotName(Program program) {
    Striping striping = judge(program, new Words(true, true, true));

    if (program.reason().contains("journal-order") || program.reason().contains("order-unused")) {
      assertThat(striping.refusal()).as(program.source()).isNull();
    } else if (program.beside()) {
      assertThat(update(striping).key()).as(program.source()).isNull();
    } else {
      assertThat(striping.refusal()).as(program.source()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("sound")
  void acceptsSectionsAboutOneKey(Program program) {
    Striping striping = judge(program, program.words());

    assertThat(striping.refusal()).as(program.source()).isNull();
    assertThat(striping.sections())
        .as(program.source() + "\n" + striping)
        .anyMatch(section -> section.method().name.equals("update") && section.key() != null);
    assertThat(striping.sections())
        .filteredOn(section -> section.method().name.equals("copy"))
        .allMatch(
            section ->
                section.key() == null
                    && section.whole().matches(".*copies the (map|set)( or set)?"));
  }

  /** Both of the sections are about the key, the reader's too. */
  @ParameterizedTest
  @MethodSource("sharing")
  void acceptsReadersOfOneKey(Program program) {
    assertThat(judge(program, program.words()).sections())
        .as(program.source())
        .filteredOn(section -> section.method().name.equals("update"))
        .hasSize(2)
        .allMatch(section -> section.key() != null);
  }

  static List<Program> sharing() {
    List<Program> sharing =
        SOUND.stream()
            .filter(program -> program.source().contains("ReadWriteLock lock = "))
            .filter(
                program ->
                    program.pattern().startsWith("looks by the read lock")
                        || program.pattern().startsWith("declared as a read-write lock"))
            .toList();
    assertThat(sharing).isNotEmpty();
    return sharing;
  }

  /** No compiler here writes such a constant, whose value a method finds at its first use. */
  @Test
  void aConstantThatIsComputedIsACallOfWhatComputesIt() {
    Program program =
        SOUND.stream().filter(each -> each.pattern().equals("put")).findFirst().orElseThrow();
    ClassNode node = parsed(program);
    for (MethodNode method : node.methods) {
      if (method.name.equals("update")) {
        InsnList computed = new InsnList();
        Handle maker =
            new Handle(
                Opcodes.H_INVOKESTATIC,
                "Maker",
                "make",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)"
                    + "Ljava/lang/Object;",
                false);
        computed.add(new LdcInsnNode(new ConstantDynamic("any", "Ljava/lang/Object;", maker)));
        computed.add(new InsnNode(Opcodes.POP));
        for (AbstractInsnNode insn : method.instructions) {
          if (insn instanceof MethodInsnNode call && call.name.equals("put")) {
            method.instructions.insert(call, computed);
          }
        }
        method.maxStack++;
      }
    }

    Striping striping = judge(program, program.words(), node);

    assertThat(striping.refusal())
        .contains("no section is about one key alone", "a constant by code that isn't known");
  }

  /** What isn't declared final has to be so in the class that runs, and nothing else has to. */
  @ParameterizedTest
  @MethodSource("sound")
  void saysWhatHasToBeFinal(Program program) {
    Set<String> sealed = new TreeSet<>();
    for (String field : List.of("lock", "map", "second")) {
      boolean there = field.equals("second") ? program.isOfTwo() : true;
      boolean open =
          Pattern.compile("private (static )?(?!static|final)[^;=()]*\\b" + field + "( =|;)")
              .matcher(program.source())
              .find();
      if (there && open) {
        sealed.add(field);
      }
    }

    assertThat(judge(program, program.words()).sealed())
        .as(program.source())
        .containsExactlyInAnyOrderElementsOf(sealed);
  }

  @Test
  void callsThatMayNotMeetAreKnown() {
    Map<String, Integer> effects =
        SOUND.stream()
            .filter(program -> program.pattern().contains("journal"))
            .filter(program -> !program.pattern().endsWith("not declared final"))
            .collect(
                Collectors.toMap(
                    Program::pattern,
                    program ->
                        judge(program, program.words()).sections().stream()
                            .mapToInt(section -> section.effects().size())
                            .sum(),
                    Math::max));
    assertThat(effects)
        .isEqualTo(
            Map.of(
                "a journal that locks itself", 0,
                "a journal that doesn't, by the author's word", 1,
                "a journal that may be called at once, by the author's word", 0));
  }

  @Test
  void thereAreEnoughOfBoth() {
    assertThat(UNSOUND).hasSizeGreaterThanOrEqualTo(150);
    assertThat(UNSOUND.stream().map(Program::pattern).distinct().count())
        .isGreaterThanOrEqualTo(100);
    assertThat(SOUND).hasSizeGreaterThanOrEqualTo(60);
  }
}
