package io.unjam.transformers.proof;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.Hierarchy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * Everything that a program does with a map that one instruction makes: with the value itself in
 * its method, and with the private fields that it is stored into, in every class that can name
 * them. A map that gets out of these is escaped, and nothing is known about it.
 *
 * <p>Whoever reaches a private field by reflection or native code is not seen. Belongs to one
 * thread.
 */
public final class MapUses {
  /** What one use counts on. */
  public enum Kind {
    /** One key, at one moment: get, put, remove and their kin. */
    SINGLE_KEY,
    /** That functions, or the values' {@code equals}, run one at a time; or the monitor itself. */
    MONITOR,
    /** The whole map at one moment: size, clear, putAll. */
    WHOLE,
    /** The order of the mappings, and the whole map. */
    WALK,
    /** All of it: functions that run on a walk of the whole map. */
    WALK_WITH_FUNCTION,
    /** Unknown, as the map goes to code that was not looked at. */
    ESCAPE
  }

  /**
   * One use.
   *
   * @param kind what it counts on
   * @param what a person reads: {@code size()}
   * @param where class, method and line
   */
  public record Use(Kind kind, String what, String where) {}

  private static final String O = "Ljava/lang/Object;";

  /** By name and descriptor without the result, as subtypes narrow it. */
  private static final Map<String, Kind> METHODS =
      Map.ofEntries(
          Map.entry("get(" + O + ")", Kind.SINGLE_KEY),
          Map.entry("containsKey(" + O + ")", Kind.SINGLE_KEY),
          Map.entry("getOrDefault(" + O + O + ")", Kind.SINGLE_KEY),
          Map.entry("put(" + O + O + ")", Kind.SINGLE_KEY),
          Map.entry("putIfAbsent(" + O + O + ")", Kind.SINGLE_KEY),
          Map.entry("remove(" + O + ")", Kind.SINGLE_KEY),
          Map.entry("replace(" + O + O + ")", Kind.SINGLE_KEY),
          Map.entry("remove(" + O + O + ")", Kind.MONITOR),
          Map.entry("replace(" + O + O + O + ")", Kind.MONITOR),
          Map.entry("compute(" + O + "Ljava/util/function/BiFunction;)", Kind.MONITOR),
          Map.entry("computeIfAbsent(" + O + "Ljava/util/function/Function;)", Kind.MONITOR),
          Map.entry("computeIfPresent(" + O + "Ljava/util/function/BiFunction;)", Kind.MONITOR),
          Map.entry("merge(" + O + O + "Ljava/util/function/BiFunction;)", Kind.MONITOR),
          Map.entry("wait()", Kind.MONITOR),
          Map.entry("wait(J)", Kind.MONITOR),
          Map.entry("wait(JI)", Kind.MONITOR),
          Map.entry("notify()", Kind.MONITOR),
          Map.entry("notifyAll()", Kind.MONITOR),
          Map.entry("size()", Kind.WHOLE),
          Map.entry("isEmpty()", Kind.WHOLE),
          Map.entry("clear()", Kind.WHOLE),
          Map.entry("putAll(Ljava/util/Map;)", Kind.WHOLE),
          Map.entry("contains(" + O + ")", Kind.WALK_WITH_FUNCTION),
          Map.entry("containsValue(" + O + ")", Kind.WALK_WITH_FUNCTION),
          Map.entry("equals(" + O + ")", Kind.WALK_WITH_FUNCTION),
          Map.entry("hashCode()", Kind.WALK_WITH_FUNCTION),
          Map.entry("toString()", Kind.WALK_WITH_FUNCTION),
          Map.entry("forEach(Ljava/util/function/BiConsumer;)", Kind.WALK_WITH_FUNCTION),
          Map.entry("replaceAll(Ljava/util/function/BiFunction;)", Kind.WALK_WITH_FUNCTION),
          Map.entry("clone()", Kind.WALK),
          Map.entry("keySet()", Kind.WALK),
          Map.entry("values()", Kind.WALK),
          Map.entry("entrySet()", Kind.WALK),
          Map.entry("keys()", Kind.WALK),
          Map.entry("elements()", Kind.WALK));

  private final ClassNode owner;
  private final Hierarchy files;
  private final Set<String> fields = new HashSet<>();
  private final List<Use> uses = new ArrayList<>();

  private MapUses(ClassNode owner, Hierarchy files) {
    this.owner = owner;
    this.files = files;
  }

  /**
   * The uses of the map that an instruction makes.
   *
   * @param owner the class
   * @param method its method that holds the instruction
   * @param making the {@code new}, or the call that hands the map out
   * @param files where other classes of the nest come from
   */
  public static List<Use> of(
      ClassNode owner, MethodNode method, AbstractInsnNode making, Hierarchy files) {
    MapUses inquiry = new MapUses(owner, files);
    inquiry.follow(owner, method, making);
    if (!inquiry.fields.isEmpty()) {
      inquiry.serialized();
      for (ClassNode member : inquiry.nest()) {
        for (MethodNode other : member.methods) {
          if (inquiry.reads(other)) {
            inquiry.follow(member, other, null);
          }
        }
      }
    }
    return List.copyOf(inquiry.uses);
  }

  /** Java's serialization walks a field that is not transient, outside any section. */
  private void serialized() {
    if (files.isSubtype(owner.name, "java/io/Serializable") == Hierarchy.Answer.NO) {
      return;
    }
    for (FieldNode field : owner.fields) {
      if (fields.contains(field.name)
          && (field.access & (Opcodes.ACC_TRANSIENT | Opcodes.ACC_STATIC)) == 0) {
        uses.add(
            new Use(
                Kind.WALK,
                "serialization of the field " + field.name,
                owner.name.replace('/', '.')));
      }
    }
  }

  private List<ClassNode> nest() {
    List<ClassNode> nest = new ArrayList<>();
    nest.add(owner);
    String hostName = owner.nestHostClass == null ? owner.name : owner.nestHostClass;
    ClassNode host = hostName.equals(owner.name) ? owner : member(hostName, nest);
    if (host != null && host.nestMembers != null) {
      for (String name : host.nestMembers) {
        if (!name.equals(owner.name)) {
          member(name, nest);
        }
      }
    }
    return nest;
  }

  private @Nullable ClassNode member(String name, List<ClassNode> nest) {
    ClassNode node = parse(name, files);
    if (node == null) {
      uses.add(
          new Use(
              Kind.ESCAPE,
              "what " + name.replace('/', '.') + " does, whose class file is not at hand",
              owner.name.replace('/', '.')));
    } else {
      nest.add(node);
    }
    return node;
  }

  private static @Nullable ClassNode parse(String name, ClassFiles files) {
    byte[] bytes = files.find(name);
    if (bytes == null) {
      return null;
    }
    try {
      ClassNode node = new ClassNode();
      new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
      return node;
    } catch (RuntimeException unreadable) {
      // Unknown to whoever asks, exactly as a class file that is not there.
      return null;
    }
  }

  private boolean reads(MethodNode method) {
    for (AbstractInsnNode insn : method.instructions) {
      if (isRead(insn)) {
        return true;
      }
    }
    return false;
  }

  private boolean isRead(AbstractInsnNode insn) {
    return (insn.getOpcode() == Opcodes.GETFIELD || insn.getOpcode() == Opcodes.GETSTATIC)
        && ((FieldInsnNode) insn).owner.equals(owner.name)
        && fields.contains(((FieldInsnNode) insn).name);
  }

  private void follow(ClassNode type, MethodNode method, @Nullable AbstractInsnNode making) {
    try {
      new Analyzer<SourceValue>(new Follower(type, method, making)).analyze(type.name, method);
    } catch (AnalyzerException | RuntimeException senseless) {
      uses.add(
          new Use(
              Kind.ESCAPE,
              "what a method does that can't be followed",
              type.name.replace('/', '.') + "." + method.name));
    }
  }

  /** Whether storing the map there keeps it in sight; enters the field. */
  private boolean keeps(FieldInsnNode write) {
    if (write.owner.equals(owner.name)) {
      for (FieldNode field : owner.fields) {
        if (field.name.equals(write.name)
            && field.desc.equals(write.desc)
            && (field.access & Opcodes.ACC_PRIVATE) != 0) {
          fields.add(field.name);
          return true;
        }
      }
    }
    return false;
  }

  private static int lineOf(AbstractInsnNode insn) {
    for (AbstractInsnNode before = insn; before != null; before = before.getPrevious()) {
      if (before instanceof LineNumberNode number) {
        return number.line;
      }
    }
    return 0;
  }

  /** Sees what every instruction of a method takes from the stack. */
  private final class Follower extends SourceInterpreter {
    private final ClassNode type;
    private final MethodNode method;
    private final @Nullable AbstractInsnNode making;
    private final Set<AbstractInsnNode> seen = new HashSet<>();

    Follower(ClassNode type, MethodNode method, @Nullable AbstractInsnNode making) {
      super(Opcodes.ASM9);
      this.type = type;
      this.method = method;
      this.making = making;
    }

    private boolean isMap(SourceValue value) {
      for (AbstractInsnNode producer : value.insns) {
        if (producer == making || (making == null && isRead(producer))) {
          return true;
        }
      }
      return false;
    }

    private void use(Kind kind, String what, AbstractInsnNode insn) {
      // Frames are merged until nothing changes, so an instruction comes by several times.
      if (seen.add(insn)) {
        int line = lineOf(insn);
        uses.add(
            new Use(
                kind,
                what,
                type.name.replace('/', '.')
                    + "."
                    + method.name
                    + (line == 0 ? "" : ", line " + line)));
      }
    }

    @Override
    public SourceValue copyOperation(AbstractInsnNode insn, SourceValue value) {
      return value;
    }

    @Override
    public SourceValue unaryOperation(AbstractInsnNode insn, SourceValue value) {
      int opcode = insn.getOpcode();
      if (opcode == Opcodes.CHECKCAST) {
        return value;
      }
      if (isMap(value)) {
        switch (opcode) {
          case Opcodes.MONITORENTER, Opcodes.MONITOREXIT ->
              use(Kind.MONITOR, "synchronized on the map", insn);
          case Opcodes.PUTSTATIC -> store((FieldInsnNode) insn);
          case Opcodes.IFNULL, Opcodes.IFNONNULL, Opcodes.INSTANCEOF -> {
            // Asks nothing of the map.
          }
          case Opcodes.ARETURN -> use(Kind.ESCAPE, "returning the map", insn);
          default -> use(Kind.ESCAPE, "a use of the map that is not known", insn);
        }
      }
      return super.unaryOperation(insn, value);
    }

    private void store(FieldInsnNode write) {
      if (making == null || !keeps(write)) {
        use(Kind.ESCAPE, "storing the map into the field " + write.name, write);
      }
    }

    @Override
    public SourceValue binaryOperation(AbstractInsnNode insn, SourceValue one, SourceValue two) {
      if (insn.getOpcode() == Opcodes.PUTFIELD && isMap(two)) {
        store((FieldInsnNode) insn);
      }
      // Beside that, a comparison of references takes two.
      return super.binaryOperation(insn, one, two);
    }

    @Override
    public SourceValue ternaryOperation(
        AbstractInsnNode insn, SourceValue one, SourceValue two, SourceValue three) {
      if (isMap(three)) {
        use(Kind.ESCAPE, "storing the map into an array", insn);
      }
      return super.ternaryOperation(insn, one, two, three);
    }

    @Override
    public SourceValue naryOperation(AbstractInsnNode insn, List<? extends SourceValue> values) {
      for (int i = 0; i < values.size(); i++) {
        if (isMap(values.get(i))) {
          passed(insn, i);
        }
      }
      return super.naryOperation(insn, values);
    }

    private void passed(AbstractInsnNode insn, int position) {
      if (!(insn instanceof MethodInsnNode call)) {
        use(Kind.ESCAPE, "handing the map to a lambda or a method reference", insn);
        return;
      }
      boolean receiver = position == 0 && call.getOpcode() != Opcodes.INVOKESTATIC;
      if (!receiver) {
        use(Kind.ESCAPE, "handing the map to " + call.name + "()", insn);
        return;
      }
      if (call.name.equals("<init>")) {
        return;
      }
      Kind kind = METHODS.get(call.name + call.desc.substring(0, call.desc.indexOf(')') + 1));
      use(kind == null ? Kind.ESCAPE : kind, call.name + "()", insn);
    }
  }
}
