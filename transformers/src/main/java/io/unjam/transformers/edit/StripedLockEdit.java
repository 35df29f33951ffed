package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.StripingFacts;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.proof.striping.Construction;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes a lock and its maps striped ones where they are made (of a monitor the map alone), and
 * sections that are about one key take and release that key's stripe. A section's {@code lock} and
 * its {@code unlock}s are edited together; a section that isn't edited takes all stripes.
 */
final class StripedLockEdit implements Edit {
  private static final String LOCK = "Ljava/util/concurrent/locks/Lock;";

  private static final Map<String, String> LOCKS =
      Map.of(
          Types.REENTRANT_LOCK, RuntimeNames.STRIPED_LOCK,
          Types.READ_WRITE_LOCK, RuntimeNames.STRIPED_READ_WRITE_LOCK);

  /** What stands in for each kind of map and set. */
  private static final Map<String, String> TABLES =
      Map.of(
          "java/util/HashMap", RuntimeNames.STRIPED_MAP,
          "java/util/LinkedHashMap", RuntimeNames.STRIPED_LINKED_MAP,
          "java/util/HashSet", RuntimeNames.STRIPED_SET);

  private static final String KEYED = "(" + LOCK + "Ljava/lang/Object;)V";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    Striping striping = StripingFacts.of(candidate, decision.rule());
    if (striping == null) {
      throw new IllegalArgumentException("no lock: " + candidate.site());
    }
    for (Construction construction : striping.constructions()) {
      if (construction.allocation() == candidate.instruction()) {
        construct(construction, decision.rule().intOption("stripes"), method);
        return;
      }
    }
    for (Section section : striping.sections()) {
      if (section.lock() == candidate.instruction()) {
        Construction construction = striping.constructions().get(0);
        if (section.lock().getOpcode() == Opcodes.MONITORENTER) {
          FieldInsnNode map = construction.maps().get(0).write();
          StripedMonitorEdit.make(section, map, candidate, method);
        } else {
          key(section, lock(construction).write(), method);
        }
        return;
      }
    }
    throw new IllegalArgumentException("no lock and no section of one: " + candidate.site());
  }

  // Where they are made

  private static void construct(Construction construction, int stripes, EditedMethod method) {
    String original = construction.allocation().desc;
    boolean monitor = !LOCKS.containsKey(original);
    if (!monitor) {
      standIn(lock(construction), known(LOCKS, original), stripes, method);
    }
    for (Construction.Made map : construction.maps()) {
      standIn(map, known(TABLES, map.allocation().desc), stripes, method);
    }
    Construction.Made lock = construction.lock();
    if (lock == null) {
      InsnList owner = owner(construction.maps().get(0).write());
      guardTogether(construction, owner, "guardByOwner", method);
    } else if (monitor && construction.maps().size() > 1) {
      guardTogether(construction, read(lock.write()), "guardByMonitor", method);
    } else {
      for (Construction.Join join : construction.joins()) {
        join(join, monitor ? "guardByMonitor" : "guard", method);
      }
    }
    method.needStack(4);
  }

  private static Construction.Made lock(Construction construction) {
    Construction.Made lock = construction.lock();
    if (lock == null) {
      throw new IllegalArgumentException("the lock is made nowhere");
    }
    return lock;
  }

  private static String known(Map<String, String> standIns, String original) {
    String standIn = standIns.get(original);
    if (standIn == null) {
      throw new IllegalArgumentException("nothing stands in for " + original);
    }
    return standIn;
  }

  private static void standIn(
      Construction.Made made, String type, int stripes, EditedMethod method) {
    made.allocation().desc = type;
    MethodInsnNode constructor = made.constructor();
    method.code().insertBefore(constructor, EditedMethod.push(stripes));
    constructor.owner = type;
    Type[] arguments = Type.getArgumentTypes(constructor.desc);
    Type[] more = new Type[arguments.length + 1];
    System.arraycopy(arguments, 0, more, 0, arguments.length);
    more[arguments.length] = Type.INT_TYPE;
    constructor.desc = Type.getMethodDescriptor(Type.VOID_TYPE, more);
  }

  /** Splits the monitor with the first map, and has it guard the others, once all are there. */
  private static void guardTogether(
      Construction construction, InsnList monitor, String hook, EditedMethod method) {
    InsnList code = new InsnList();
    FieldInsnNode first = construction.maps().get(0).write();
    for (Construction.Made map : construction.maps()) {
      boolean splits = map.write() == first;
      code.add(splits ? monitor : read(first));
      code.add(read(map.write()));
      code.add(hook(splits ? hook : "guardAlike"));
    }
    method.code().insert(construction.last(), code);
  }

  /** Pushes the object, or the class, whose field a write goes to. */
  private static InsnList owner(FieldInsnNode write) {
    InsnList code = new InsnList();
    code.add(
        write.getOpcode() == Opcodes.PUTSTATIC
            ? new LdcInsnNode(Type.getObjectType(write.owner))
            : new VarInsnNode(Opcodes.ALOAD, 0));
    return code;
  }

  /** Pushes what a write has stored. */
  private static InsnList read(FieldInsnNode write) {
    InsnList code = new InsnList();
    boolean isStatic = write.getOpcode() == Opcodes.PUTSTATIC;
    if (!isStatic) {
      code.add(new VarInsnNode(Opcodes.ALOAD, 0));
    }
    code.add(
        new FieldInsnNode(
            isStatic ? Opcodes.GETSTATIC : Opcodes.GETFIELD, write.owner, write.name, write.desc));
    return code;
  }

  private static MethodInsnNode hook(String name) {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC,
        RuntimeNames.STRIPE_HOOKS,
        name,
        "(Ljava/lang/Object;Ljava/lang/Object;)V",
        false);
  }

  /** The second object lies on the stack, about to be written; the first is in its field. */
  private static void join(Construction.Join join, String hook, EditedMethod method) {
    FieldInsnNode write = join.at();
    FieldInsnNode earlier = join.earlier();
    InsnList code = new InsnList();
    if (write == earlier) {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(new InsnNode(Opcodes.DUP));
    } else if (write.getOpcode() == Opcodes.PUTFIELD) {
      code.add(new InsnNode(Opcodes.DUP2));
      code.add(new InsnNode(Opcodes.SWAP));
      code.add(new FieldInsnNode(Opcodes.GETFIELD, earlier.owner, earlier.name, earlier.desc));
    } else {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(new FieldInsnNode(Opcodes.GETSTATIC, earlier.owner, earlier.name, earlier.desc));
    }
    if (join.lockFirst() && write != earlier) {
      code.add(new InsnNode(Opcodes.SWAP));
    }
    code.add(hook(hook));
    method.code().insertBefore(write, code);
  }

  // Sections

  private static void key(Section section, FieldInsnNode lock, EditedMethod method) {
    Section.Key key = section.key();
    if (key == null) {
      throw new IllegalArgumentException("the section at line " + section.line() + " has no key");
    }
    call((MethodInsnNode) section.lock(), key, method);
    for (AbstractInsnNode unlock : section.unlocks()) {
      call((MethodInsnNode) unlock, key, method);
    }
    for (MethodInsnNode effect : section.effects()) {
      InsnList code = new InsnList();
      code.add(read(lock));
      code.add(
          new MethodInsnNode(
              Opcodes.INVOKESTATIC, RuntimeNames.STRIPE_HOOKS, "effect", "(" + LOCK + ")V", false));
      method.code().insertBefore(effect, code);
    }
    method.needStack(2);
  }

  /** The lock lies on the stack; its key is put on top. */
  private static void call(MethodInsnNode call, Section.Key key, EditedMethod method) {
    method.code().insertBefore(call, push(key));
    call.setOpcode(Opcodes.INVOKESTATIC);
    call.owner = RuntimeNames.STRIPE_HOOKS;
    call.desc = KEYED;
    call.itf = false;
  }

  /** Pushes the key, boxed where it is a primitive. */
  static InsnList push(Section.Key key) {
    InsnList code = new InsnList();
    String box = key.box();
    if (box == null) {
      code.add(new VarInsnNode(Opcodes.ALOAD, key.local()));
    } else {
      Type primitive = primitive(box);
      code.add(new VarInsnNode(primitive.getOpcode(Opcodes.ILOAD), key.local()));
      code.add(
          new MethodInsnNode(
              Opcodes.INVOKESTATIC,
              box,
              "valueOf",
              Type.getMethodDescriptor(Type.getObjectType(box), primitive),
              false));
    }
    return code;
  }

  private static Type primitive(String box) {
    return switch (box) {
      case "java/lang/Integer" -> Type.INT_TYPE;
      case "java/lang/Long" -> Type.LONG_TYPE;
      case "java/lang/Short" -> Type.SHORT_TYPE;
      case "java/lang/Byte" -> Type.BYTE_TYPE;
      case "java/lang/Character" -> Type.CHAR_TYPE;
      case "java/lang/Boolean" -> Type.BOOLEAN_TYPE;
      default -> throw new IllegalArgumentException(box + " boxes no key");
    };
  }
}
