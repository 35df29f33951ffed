package io.unjam.transformers.plan.reach;

import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.flow.MethodFlow;
import io.unjam.transformers.plan.reach.LockUse.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Finds the locks of a class and the hash maps and sets that its methods touch where they take
 * them. It guesses: what is found is put to the proof, which doesn't.
 */
final class LockUses {
  /*
   * A map belongs to a lock if a method that takes the lock, or an own method or lambda that this
   * one calls, names the map's field. That is too much where a method touches other maps before or
   * after its section, and never too little but where a lock or map goes through other objects.
   */
  private static final Set<String> TAKING = Set.of("lock", "lockInterruptibly", "tryLock");

  private static final Set<String> WHOLE =
      Set.of(
          "Ljava/util/concurrent/locks/ReadWriteLock;",
          "Ljava/util/concurrent/locks/ReentrantReadWriteLock;");

  private static final Set<String> HASHED =
      Set.of(
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/HashSet",
          "java/util/LinkedHashSet");

  private static final Set<String> DECLARED =
      Set.of(
          "Ljava/util/Map;",
          "Ljava/util/AbstractMap;",
          "Ljava/util/HashMap;",
          "Ljava/util/LinkedHashMap;",
          "Ljava/util/Set;",
          "Ljava/util/AbstractSet;",
          "Ljava/util/HashSet;",
          "Ljava/util/LinkedHashSet;");

  private final ClassNode host;
  private final Map<String, FieldNode> hashed = new LinkedHashMap<>();
  private final Map<String, MethodNode> methods = new HashMap<>();
  private final Map<String, String> halves = new HashMap<>();
  private final Map<MethodNode, @Nullable MethodFlow> flows = new HashMap<>();

  private LockUses(ClassNode host) {
    this.host = host;
  }

  /** The locks of a class that has its maps beside them; empty where it has none. */
  static List<LockUse> of(ClassNode host) {
    return new LockUses(host).find();
  }

  private List<LockUse> find() {
    boolean any = false;
    for (FieldNode field : host.fields) {
      any |= DECLARED.contains(field.desc);
    }
    if (!any) {
      return List.of();
    }
    for (MethodNode method : host.methods) {
      methods.put(method.name + method.desc, method);
    }
    written();
    if (hashed.isEmpty()) {
      return List.of();
    }
    Map<String, Kind> kinds = new LinkedHashMap<>();
    Map<String, Set<String>> maps = new HashMap<>();
    for (MethodNode method : host.methods) {
      Map<String, Kind> taken = taken(method);
      if (!taken.isEmpty()) {
        Set<String> touched = touched(method);
        for (Map.Entry<String, Kind> lock : taken.entrySet()) {
          kinds.putIfAbsent(lock.getKey(), lock.getValue());
          maps.computeIfAbsent(lock.getKey(), name -> new HashSet<>()).addAll(touched);
        }
      }
    }
    List<LockUse> uses = new ArrayList<>();
    for (Map.Entry<String, Kind> lock : kinds.entrySet()) {
      List<String> guarded = new ArrayList<>(hashed.keySet());
      guarded.retainAll(maps.getOrDefault(lock.getKey(), Set.of()));
      if (!guarded.isEmpty()) {
        uses.add(
            new LockUse(
                host.name.replace('/', '.'),
                host.sourceFile == null ? "" : host.sourceFile,
                lock.getKey(),
                lock.getValue(),
                guarded));
      }
    }
    return uses;
  }

  private @Nullable MethodFlow flow(MethodNode method) {
    if (!flows.containsKey(method)) {
      flows.put(method, MethodFlow.of(host.name, method));
    }
    return flows.get(method);
  }

  private @Nullable FieldNode own(FieldInsnNode insn) {
    if (insn.owner.equals(host.name)) {
      for (FieldNode field : host.fields) {
        if (field.name.equals(insn.name) && field.desc.equals(insn.desc)) {
          return field;
        }
      }
    }
    return null;
  }

  /**
   * Which fields are given a hash map or set somewhere, and which one half of a read-write lock.
   */
  private void written() {
    Set<String> given = new HashSet<>();
    for (MethodNode method : host.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof FieldInsnNode write
            && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
            && own(write) != null) {
          MethodFlow flow = flow(method);
          for (AbstractInsnNode producer :
              flow == null ? List.<AbstractInsnNode>of() : flow.producers(write, 0)) {
            if (producer instanceof TypeInsnNode made
                && made.getOpcode() == Opcodes.NEW
                && HASHED.contains(made.desc)) {
              given.add(write.name);
            }
            String whole = producer instanceof FieldInsnNode read ? whole(read) : null;
            if (whole != null && !whole.equals(write.name)) {
              halves.put(write.name, whole);
            }
          }
        }
      }
    }
    for (FieldNode field : host.fields) {
      if (DECLARED.contains(field.desc) && given.contains(field.name)) {
        hashed.put(field.name, field);
      }
    }
  }

  /** The field of the read-write lock that a value is taken from: origins look through halves. */
  private @Nullable String whole(@Nullable FieldInsnNode read) {
    return read != null && own(read) != null && WHOLE.contains(read.desc) ? read.name : null;
  }

  private Map<String, Kind> taken(MethodNode method) {
    Map<String, Kind> taken = new LinkedHashMap<>();
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
      boolean ofClass = (method.access & Opcodes.ACC_STATIC) != 0;
      taken.put(ofClass ? "class" : "this", ofClass ? Kind.MONITOR_OF_CLASS : Kind.MONITOR_OF_THIS);
    }
    for (AbstractInsnNode insn : method.instructions) {
      if (insn instanceof MethodInsnNode call
          && TAKING.contains(call.name)
          && call.getOpcode() != Opcodes.INVOKESTATIC
          && Types.isLock(call.owner)) {
        lock(call, flow(method), taken);
      } else if (insn.getOpcode() == Opcodes.MONITORENTER) {
        monitor(insn, method, flow(method), taken);
      }
    }
    return taken;
  }

  private void lock(MethodInsnNode call, @Nullable MethodFlow flow, Map<String, Kind> taken) {
    if (flow == null) {
      return;
    }
    FieldInsnNode read = MethodFlow.fieldRead(flow.receiver(call));
    if (read == null || own(read) == null) {
      return;
    }
    String whole = halves.getOrDefault(read.name, whole(read));
    if (whole != null) {
      taken.put(whole, Kind.READ_WRITE_LOCK);
    } else if (Types.isLock(Type.getType(read.desc).getInternalName())) {
      taken.put(read.name, Kind.LOCK);
    }
  }

  private void monitor(
      AbstractInsnNode enter,
      MethodNode method,
      @Nullable MethodFlow flow,
      Map<String, Kind> taken) {
    if (flow == null) {
      return;
    }
    List<AbstractInsnNode> monitor = flow.producers(enter, 0);
    FieldInsnNode read = MethodFlow.fieldRead(monitor);
    if (read != null && own(read) != null) {
      taken.put(read.name, Kind.MONITOR_OBJECT);
    } else if (MethodFlow.isThis(method, monitor)) {
      taken.put("this", Kind.MONITOR_OF_THIS);
    } else if (MethodFlow.isClass(host.name, monitor)) {
      taken.put("class", Kind.MONITOR_OF_CLASS);
    }
  }

  /** The hashed fields that a method names, or an own method that it calls. */
  private Set<String> touched(MethodNode from) {
    Set<String> touched = new LinkedHashSet<>();
    Set<MethodNode> seen = new HashSet<>();
    Deque<MethodNode> work = new ArrayDeque<>();
    work.add(from);
    while (!work.isEmpty()) {
      MethodNode method = work.remove();
      if (!seen.add(method)) {
        continue;
      }
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof FieldInsnNode field
            && field.owner.equals(host.name)
            && hashed.containsKey(field.name)) {
          touched.add(field.name);
        } else if (insn instanceof MethodInsnNode call) {
          follow(call.owner, call.name, call.desc, work);
        } else if (insn instanceof InvokeDynamicInsnNode dynamic) {
          for (Object argument : dynamic.bsmArgs) {
            if (argument instanceof Handle handle) {
              follow(handle.getOwner(), handle.getName(), handle.getDesc(), work);
            }
          }
        }
      }
    }
    return touched;
  }

  private void follow(String owner, String name, String descriptor, Deque<MethodNode> work) {
    MethodNode called = owner.equals(host.name) ? methods.get(name + descriptor) : null;
    if (called != null) {
      work.add(called);
    }
  }
}
