package io.unjam.transformers.proof.striping;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Proves that a private lock and the private maps it guards may be split by key, and which of its
 * sections are about one key. Works on class files alone; belongs to one thread.
 */
public final class StripingProof {
  /*
   * Scope: private fields can be named by the class's nest alone. The class that owns the lock is
   * followed instruction by instruction; other members of the nest may not name the lock or a map,
   * and methods of the class that they call count as called with nothing held.
   *
   * The lock is refused as a whole where the group isn't what it has to be: a field that isn't
   * private, or is written by others than constructors, an object of another class, a lock used for more than lock and unlock, a map
   * touched without the lock, a map, view, entry or the lock itself getting out of sight, 'this'
   * let out of a constructor, sections that don't balance, reflection, serialization.
   *
   * A section is keyed where all of this holds, and whole otherwise, with the first thing that
   * doesn't as its reason:
   *  - it touches the map under one key, whose value lies unchanged in a local from lock() to every
   *    unlock();
   *  - it reads final fields, and own private fields that are written in whole sections and
   *    constructors alone: whole sections exclude it, so nobody writes what it reads meanwhile;
   *  - it writes no field and touches no array; the values of the map are passed around and never
   *    looked into, so that it doesn't matter whether one value stands under two keys;
   *  - it calls what is known to touch nothing shared (PlatformCalls, PureCalls), own methods that
   *    are followed, and, by the author's word, a journal, log or listener;
   *  - it takes no other lock; sections entered within it are keyed by the same value.
   * Two keyed sections of different keys then touch no common data: either order of the two gives
   * the same, and so does running them at once. A whole section excludes every other.
   *
   * Soundness needs no more than that edits follow the verdict: a section that isn't edited is
   * whole. And that fields which constructors alone write are final in the class that runs: else who
   * gets hold of an object by a race may see a map and not yet what guards it. Which those are is
   * part of the verdict; a program has no more behaviours with them final than without.
   *
   * A monitor's whole sections exclude keyed ones from their first use of the map on, not from their
   * beginning (they can't be edited so that others keep them out). So a keyed section of a monitor reads
   * no field that may change and calls no journal: it shares nothing with others but the map, and where in
   * a whole section that has not used the map yet it runs makes no difference.
   */

  /** Calls that may reach private fields by name. */
  private static final Set<String> REFLECTION =
      Set.of(
          "getDeclaredField",
          "getDeclaredFields",
          "findVarHandle",
          "findStaticVarHandle",
          "findGetter",
          "findSetter",
          "findStaticGetter",
          "findStaticSetter",
          "unreflectGetter",
          "unreflectSetter",
          "unreflectVarHandle",
          "privateLookupIn",
          "newUpdater",
          "objectFieldOffset",
          "staticFieldOffset");

  private static final Set<String> LOCKS =
      Set.of(
          ConstructionCheck.LOCK,
          "java/util/concurrent/locks/Lock",
          ConstructionCheck.READ_WRITE_LOCK,
          "java/util/concurrent/locks/ReadWriteLock",
          ConstructionCheck.OBJECT);

  private static final Set<String> MAPS =
      Set.of(
          ConstructionCheck.MAP,
          ConstructionCheck.LINKED_MAP,
          "java/util/Map",
          "java/util/AbstractMap",
          ConstructionCheck.SET,
          "java/util/Set",
          "java/util/AbstractSet");

  private static final @Nullable String[] NO_BOX = {null};

  private final Nest nest;
  private final Hierarchy hierarchy;
  private final Words words;

  /**
   * A proof about one class.
   *
   * @param host the class whose fields hold the lock and the maps
   * @param hierarchy where other class files come from
   */
  public StripingProof(ClassNode host, Hierarchy hierarchy, Words words) {
    this.nest = new Nest(host, hierarchy);
    this.hierarchy = hierarchy;
    this.words = words;
  }

  /**
   * Whether a field of a class holds the read lock or the write lock of a read-write lock in
   * another, from its construction on.
   */
  public static boolean isHalf(ClassNode host, String lock, String field) {
    for (FieldNode candidate : host.fields) {
      if (candidate.name.equals(lock)) {
        return Group.isReadWrite(candidate) && Group.halves(host, candidate).containsKey(field);
      }
    }
    return false;
  }

  /** Judges a lock, by its field's name, and the maps that a rule says it guards. */
  public Striping judge(String lock, List<String> guards) {
    try {
      return prove(lock, guards);
    } catch (StripingRefused refused) {
      return new Striping(refused.reason(), List.of(), List.of(), Set.of(), List.of());
    }
  }

  private Striping prove(String lock, List<String> guards) {
    ClassNode host = nest.host();
    Group group = group(host, lock, guards);
    Inquiry inquiry = new Inquiry(nest, group, words);
    checkClass(host, group);
    checkMembers(host, group, inquiry);
    List<Construction> constructions = new ArrayList<>();
    List<MethodNode> helpers = new ArrayList<>();
    for (MethodNode method : host.methods) {
      checkInstructions(host, method, group);
      checkWrites(host, method, group);
      boolean open = (method.access & Opcodes.ACC_PRIVATE) == 0 || takes(method);
      if (open || isSerialHook(method) || method.name.equals("<init>")) {
        inquiry.reachable(method);
      } else {
        helpers.add(method);
      }
    }
    follow(inquiry, constructions);
    // Private methods that nobody was seen to call, with or without the lock: reflection may.
    Set<MethodNode> called = calledIn(host);
    for (MethodNode helper : helpers) {
      if (!called.contains(helper)) {
        inquiry.reachable(helper);
      }
    }
    follow(inquiry, constructions);
    // And those that only one another were seen to call.
    for (MethodNode helper : helpers) {
      if (!inquiry.wasFollowed(helper)) {
        inquiry.reachable(helper);
      }
    }
    follow(inquiry, constructions);
    if (constructions.isEmpty()) {
      throw new StripingRefused(
          Obstacle.MADE,
          host.name.replace('/', '.') + " has no constructor that makes the lock and its maps");
    }
    Reason walk = inquiry.firstWalk();
    if (walk != null && !words.orderUnused()) {
      throw new StripingRefused(
          walk.obstacle(),
          walk.text()
              + ": it walks over "
              + group.guarded()
              + ", whose order changes ('assume: [order-unused]' states that nobody relies on it)",
          walk.instruction());
    }
    List<Section> sections = settle(inquiry);
    return new Striping(
        noGain(sections),
        sections,
        constructions,
        group.sealed(),
        new ProofSteps(nest, group, words).of(inquiry, constructions));
  }

  private void follow(Inquiry inquiry, List<Construction> constructions) {
    String constructor = inquiry.group().isStatic() ? "<clinit>" : "<init>";
    for (MethodNode entry = inquiry.nextEntry(); entry != null; entry = inquiry.nextEntry()) {
      inquiry.enter(entry);
      MethodRun run = MethodRun.entry(inquiry, entry);
      inquiry.leave(entry);
      if (entry.name.equals(constructor)) {
        Construction made = new ConstructionCheck(inquiry, entry, run).check();
        if (made != null) {
          constructions.add(made);
        }
      }
    }
  }

  // The group

  private static Group group(ClassNode host, String lock, List<String> guards) {
    String name = host.name.replace('/', '.');
    boolean owners = Group.isOwner(lock);
    FieldNode lockField = owners ? Group.owner(lock) : Group.field(host, lock);
    if (!owners) {
      boolean itself = guards.equals(List.of(lock));
      check(name, lockField, itself ? MAPS : LOCKS);
    }
    if (!lockField.desc.contains("/locks/") && (host.version & 0xffff) < Opcodes.V1_6) {
      throw new StripingRefused(
          Obstacle.TYPE, name + ": a class of before Java 6 has no frames that could be edited");
    }
    List<FieldNode> maps = new ArrayList<>();
    for (String guard : new LinkedHashSet<>(guards)) {
      FieldNode map = Group.field(host, guard);
      check(name, map, MAPS);
      if ((map.access & Opcodes.ACC_STATIC) != (lockField.access & Opcodes.ACC_STATIC)) {
        throw new StripingRefused(
            Obstacle.GROUP,
            owners
                ? name
                    + ": the monitor of "
                    + (lock.equals(Group.THIS) ? "an object" : "the class")
                    + " doesn't guard "
                    + guard
                    + ", which is "
                    + (lock.equals(Group.THIS) ? "static" : "not static")
                : name + ": one of " + lock + " and " + guard + " is static and the other is not");
      }
      maps.add(map);
    }
    if (maps.isEmpty()) {
      throw new StripingRefused(
          Obstacle.GROUP, name + ": the rule names no map that the lock guards");
    }
    Group group = new Group(host.name, lockField, maps, Map.of());
    return group.isReadWrite()
        ? new Group(host.name, lockField, maps, Group.halves(host, lockField))
        : group;
  }

  private static void check(String type, FieldNode field, Set<String> types) {
    String place = type + "." + field.name + ": the field ";
    if ((field.access & Opcodes.ACC_PRIVATE) == 0) {
      throw new StripingRefused(Obstacle.NOT_PRIVATE, place + "is not private");
    }
    if ((field.access & Opcodes.ACC_VOLATILE) != 0) {
      throw new StripingRefused(Obstacle.NOT_FINAL, place + "is volatile");
    }
    Type declared = Type.getType(field.desc);
    if (declared.getSort() != Type.OBJECT || !types.contains(declared.getInternalName())) {
      throw new StripingRefused(
          Obstacle.TYPE,
          place + "is declared as " + declared.getClassName() + ", which can't be split");
    }
  }

  private void checkClass(ClassNode host, Group group) {
    String name = host.name.replace('/', '.');
    if ((host.access & Opcodes.ACC_INTERFACE) != 0) {
      throw new StripingRefused(Obstacle.GROUP, name + " is an interface");
    }
    if (!group.isStatic()
        && hierarchy.isSubtype(host.name, "java/io/Serializable") != Hierarchy.Answer.NO) {
      for (FieldNode map : group.maps()) {
        if ((map.access & Opcodes.ACC_TRANSIENT) == 0) {
          throw new StripingRefused(
              Obstacle.SERIALIZED,
              name + "." + map.name + ": it is, or may be, written by serialization");
        }
      }
    }
    for (MethodNode method : host.methods) {
      if ((method.access & Opcodes.ACC_NATIVE) != 0) {
        throw new StripingRefused(
            Obstacle.REFLECTION,
            name + "." + method.name + ": a native method may reach private fields");
      }
    }
    checkSuper(host, group);
  }

  /** The superclass's constructor runs before the group is made, and must not let 'this' out. */
  private void checkSuper(ClassNode host, Group group) {
    if (group.isStatic()) {
      return;
    }
    String name = host.superName;
    while (name != null && !name.equals("java/lang/Object") && !name.equals("java/lang/Record")) {
      ClassNode type = name.startsWith("java/") ? null : nest.find(name);
      if (type == null) {
        throw new StripingRefused(
            Obstacle.CONSTRUCTION,
            host.name.replace('/', '.')
                + ": what the constructor of its superclass "
                + name.replace('/', '.')
                + " does with 'this' isn't known");
      }
      for (MethodNode method : type.methods) {
        if (method.name.equals("<init>")) {
          AbstractInsnNode leak = SuperConstructor.leak(name, method);
          if (leak != null) {
            throw new StripingRefused(
                Obstacle.CONSTRUCTION,
                place(type, method, leak)
                    + ": the constructor of the superclass may let 'this' out",
                leak);
          }
        }
      }
      name = type.superName;
    }
  }

  // The nest

  private void checkMembers(ClassNode host, Group group, Inquiry inquiry) {
    String nestHost = host.nestHostClass;
    if (nestHost != null && nest.find(nestHost) == null) {
      throw missing(host, nestHost);
    }
    for (String name : nest.members()) {
      ClassNode member = nest.find(name);
      if (member == null) {
        throw missing(host, name);
      }
      for (MethodNode method : member.methods) {
        checkInstructions(member, method, group);
        checkMember(member, method, group, inquiry);
      }
    }
  }

  private static StripingRefused missing(ClassNode host, String member) {
    return new StripingRefused(
        Obstacle.MISSING,
        host.name.replace('/', '.')
            + ": the class file of "
            + member.replace('/', '.')
            + ", which sees its private fields, isn't at hand");
  }

  private void checkMember(ClassNode member, MethodNode method, Group group, Inquiry inquiry) {
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof FieldInsnNode field && field.owner.equals(group.owner())) {
        if (group.contains(field)) {
          throw new StripingRefused(
              Obstacle.NEST,
              place(member, method, insn) + ": another class of the nest uses " + field.name,
              insn);
        }
        if (insn.getOpcode() == Opcodes.PUTFIELD || insn.getOpcode() == Opcodes.PUTSTATIC) {
          inquiry.writtenOutside(field);
        }
      }
      if (insn instanceof MethodInsnNode call && call.owner.equals(group.owner())) {
        open(call.name, call.desc, inquiry);
      }
      if (insn instanceof InvokeDynamicInsnNode dynamic) {
        for (Object argument : dynamic.bsmArgs) {
          if (argument instanceof Handle handle && handle.getOwner().equals(group.owner())) {
            open(handle.getName(), handle.getDesc(), inquiry);
          }
        }
      }
    }
  }

  private void open(String name, String descriptor, Inquiry inquiry) {
    MethodNode called = Nest.declared(nest.host(), name, descriptor);
    if (called != null) {
      inquiry.reachable(called);
    }
  }

  private static void checkInstructions(ClassNode type, MethodNode method, Group group) {
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof MethodInsnNode call
          && REFLECTION.contains(call.name)
          && (call.owner.startsWith("java/") || call.owner.startsWith("sun/"))) {
        throw new StripingRefused(
            Obstacle.REFLECTION,
            place(type, method, insn) + ": reflection, by " + call.name + ", may reach the fields",
            insn);
      }
      if (insn instanceof LdcInsnNode ldc
          && ldc.cst instanceof Handle handle
          && group.names(handle.getOwner(), handle.getName())) {
        throw new StripingRefused(
            Obstacle.REFLECTION,
            place(type, method, insn) + ": a method handle reaches " + handle.getName(),
            insn);
      }
    }
  }

  /** Fields that may change after construction, whoever is seen to call what changes them. */
  private static void checkWrites(ClassNode host, MethodNode method, Group group) {
    if (method.name.equals(group.isStatic() ? "<clinit>" : "<init>")) {
      return;
    }
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof FieldInsnNode write
          && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
          && group.contains(write)) {
        throw new StripingRefused(
            Obstacle.NOT_FINAL,
            place(host, method, write)
                + ": it writes "
                + write.name
                + " outside of "
                + (group.isStatic() ? "the class's initialiser" : "a constructor"),
            write);
      }
    }
  }

  private static String place(ClassNode type, MethodNode method, AbstractInsnNode insn) {
    int line = ProofSteps.line(insn);
    return type.name.replace('/', '.') + "." + method.name + (line > 0 ? ", line " + line : "");
  }

  // Methods

  /** Whether a method takes some lock itself, so that it has sections of its own. */
  private static boolean takes(MethodNode method) {
    for (AbstractInsnNode insn : method.instructions) {
      boolean taking =
          insn.getOpcode() == Opcodes.MONITORENTER
              || (insn instanceof MethodInsnNode call
                  && call.name.equals("lock")
                  && call.desc.equals("()V"));
      if (taking && !isSynthetic(method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSynthetic(MethodNode method) {
    return (method.access & Opcodes.ACC_SYNTHETIC) != 0;
  }

  /** Private methods that the platform calls. */
  private static boolean isSerialHook(MethodNode method) {
    return method.name.equals("readObject")
        || method.name.equals("writeObject")
        || method.name.equals("readResolve")
        || method.name.equals("writeReplace");
  }

  private static Set<MethodNode> calledIn(ClassNode host) {
    Set<MethodNode> called = new LinkedHashSet<>();
    for (MethodNode method : host.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof MethodInsnNode call && call.owner.equals(host.name)) {
          add(Nest.declared(host, call.name, call.desc), called);
        }
        if (insn instanceof InvokeDynamicInsnNode dynamic) {
          for (Object argument : dynamic.bsmArgs) {
            if (argument instanceof Handle handle && handle.getOwner().equals(host.name)) {
              add(Nest.declared(host, handle.getName(), handle.getDesc()), called);
            }
          }
        }
      }
    }
    return called;
  }

  private static void add(@Nullable MethodNode method, Set<MethodNode> to) {
    if (method != null) {
      to.add(method);
    }
  }

  // Sections

  /** Which sections are keyed, once everything that may speak against it is known. */
  private List<Section> settle(Inquiry inquiry) {
    Map<AbstractInsnNode, SectionFacts> byLock = new HashMap<>();
    Map<SectionFacts, Section.Key> keys = new HashMap<>();
    for (SectionFacts facts : inquiry.sections()) {
      byLock.put(facts.lock, facts);
      Section.Key key = key(facts, inquiry);
      if (key != null) {
        keys.put(facts, key);
      }
      for (Map.Entry<String, Integer> read : facts.reads.entrySet()) {
        if (inquiry.isWrittenOutside(read.getKey())) {
          facts.makeWhole(
              Obstacle.READS_FIELD,
              "line "
                  + read.getValue()
                  + " reads the field "
                  + read.getKey()
                  + ", which is also written without the lock",
              null);
        }
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (SectionFacts facts : inquiry.sections()) {
        for (SectionFacts.Nested nested : facts.nested) {
          if (facts.whole == null && !fits(nested, facts, byLock, keys)) {
            facts.makeWhole(
                Obstacle.REENTRY,
                "line " + nested.line() + " takes the lock again, and not for the same key alone",
                nested.lock());
            changed = true;
          }
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    for (SectionFacts facts : inquiry.sections()) {
      Section.Key key = facts.whole == null ? keys.get(facts) : null;
      Set<MethodInsnNode> effects = new LinkedHashSet<>(facts.effects);
      if (facts.effects.size() + facts.ownEffects.size() > 1) {
        effects.addAll(facts.ownEffects);
      }
      sections.add(
          new Section(
              facts.method,
              facts.line,
              facts.lock,
              facts.monitor,
              List.copyOf(facts.unlocks),
              key,
              key == null ? List.of() : List.copyOf(effects),
              facts.whole,
              List.copyOf(facts.details)));
    }
    return sections;
  }

  private static boolean fits(
      SectionFacts.Nested nested,
      SectionFacts outer,
      Map<AbstractInsnNode, SectionFacts> byLock,
      Map<SectionFacts, Section.Key> keys) {
    SectionFacts inner = byLock.get(nested.lock());
    Section.Key key = inner == null || inner.whole != null ? null : keys.get(inner);
    Traced wanted = outer.key;
    if (key == null || wanted == null || wanted.origin() == null) {
      return false;
    }
    return holds(key, nested.frame(), wanted, wanted.origin());
  }

  private static Section.@Nullable Key key(SectionFacts facts, Inquiry inquiry) {
    Traced wanted = facts.key;
    if (facts.unlocks.isEmpty()) {
      facts.makeWhole(Obstacle.UNBALANCED, "it is never left", facts.lock);
      return null;
    }
    if (wanted == null) {
      facts.makeWhole(
          facts.touchesMap ? Obstacle.ALL_KEYS : Obstacle.NO_KEY,
          facts.touchesMap ? "it is not about one key" : "it doesn't touch the map under a key",
          null);
      return null;
    }
    Origin origin = wanted.origin();
    if (origin == null || inquiry.isUnstable(origin) || facts.madeInside.contains(origin)) {
      facts.makeWhole(
          Obstacle.KEY_MADE,
          "the key of line " + facts.keyLine + " is made inside the section, or changes in a loop",
          facts.keyUse);
      return null;
    }
    DeclaredLocals declared = new DeclaredLocals(facts.method);
    for (int local = 0; local < facts.entry.getLocals(); local++) {
      for (String box : wanted.box() == null ? NO_BOX : new String[] {null, wanted.box()}) {
        Section.Key key = new Section.Key(local, nameOf(facts.method, facts.lock, local), box);
        if (holds(key, facts.entry, wanted, origin)
            && declared.has(facts.lock, local)
            && (inquiry.group().isMonitor() || heldAtExits(key, facts, wanted, origin, declared))) {
          return key;
        }
      }
    }
    facts.makeWhole(
        Obstacle.KEY_MADE,
        "the key of line " + facts.keyLine + " isn't kept in a local from lock to unlock",
        facts.keyUse);
    return null;
  }

  /** What the source calls a local at an instruction, where the class file tells. */
  private static String nameOf(MethodNode method, AbstractInsnNode at, int local) {
    int here = method.instructions.indexOf(at);
    for (LocalVariableNode variable :
        method.localVariables == null ? List.<LocalVariableNode>of() : method.localVariables) {
      if (variable.index == local
          && method.instructions.indexOf(variable.start) <= here
          && here < method.instructions.indexOf(variable.end)) {
        return variable.name;
      }
    }
    return "local variable " + local;
  }

  private static boolean heldAtExits(
      Section.Key key, SectionFacts facts, Traced wanted, Origin origin, DeclaredLocals declared) {
    for (Map.Entry<AbstractInsnNode, Frame<Traced>> exit : facts.exits.entrySet()) {
      if (!holds(key, exit.getValue(), wanted, origin)
          || !declared.has(exit.getKey(), key.local())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the local a key is taken from holds the wanted value, or what is boxed to it. */
  private static boolean holds(Section.Key key, Frame<Traced> frame, Traced wanted, Origin origin) {
    Traced there = frame.getLocal(key.local());
    return key.box() == null
        ? wanted.isSameAs(there)
        : origin.equals(there.origin()) && there.box() == null;
  }

  private static @Nullable Reason noGain(List<Section> sections) {
    if (sections.isEmpty()) {
      return new Reason(Obstacle.NO_SECTION, "the class has no section of the lock", null);
    }
    for (Section section : sections) {
      if (section.key() != null) {
        return null;
      }
    }
    StringBuilder reasons = new StringBuilder("no section is about one key alone");
    for (Section section : sections) {
      reasons
          .append("; ")
          .append(section.method().name)
          .append(" at line ")
          .append(section.line())
          .append(": ")
          .append(section.whole());
    }
    return new Reason(Obstacle.NO_GAIN, reasons.toString(), null);
  }
}
