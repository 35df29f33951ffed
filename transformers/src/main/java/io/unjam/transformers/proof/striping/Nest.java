package io.unjam.transformers.proof.striping;

import io.unjam.transformers.classfile.ClassFiles;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InnerClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Class files as a proof asks for them, each parsed once. Belongs to one proof. */
final class Nest {
  private final ClassNode host;
  private final ClassFiles files;
  private final Map<String, @Nullable ClassNode> parsed = new HashMap<>();

  Nest(ClassNode host, ClassFiles files) {
    this.host = host;
    this.files = files;
    parsed.put(host.name, host);
  }

  ClassNode host() {
    return host;
  }

  /** The other classes that may name private members of the host, by internal name. */
  Set<String> members() {
    Set<String> members = new LinkedHashSet<>();
    if (host.nestHostClass != null) {
      members.add(host.nestHostClass);
      ClassNode nestHost = find(host.nestHostClass);
      if (nestHost != null && nestHost.nestMembers != null) {
        members.addAll(nestHost.nestMembers);
      }
    }
    if (host.nestMembers != null) {
      members.addAll(host.nestMembers);
    }
    for (InnerClassNode inner : host.innerClasses) {
      if (host.name.equals(inner.outerName)) {
        members.add(inner.name);
      }
    }
    members.remove(host.name);
    return members;
  }

  /** A class, or {@code null} where its file is missing or can't be read. */
  @Nullable ClassNode find(String internalName) {
    if (!parsed.containsKey(internalName)) {
      parsed.put(internalName, parse(files.find(internalName)));
    }
    return parsed.get(internalName);
  }

  private static @Nullable ClassNode parse(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      ClassNode node = new ClassNode();
      new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
      return node;
    } catch (RuntimeException unreadable) {
      // As if it weren't there: nothing is known about it, and the proof goes on without.
      return null;
    }
  }

  static @Nullable MethodNode declared(ClassNode type, String name, String descriptor) {
    for (MethodNode method : type.methods) {
      if (method.name.equals(name) && method.desc.equals(descriptor)) {
        return method;
      }
    }
    return null;
  }

  /**
   * The method that a call runs, where that can be none but one; {@code null} where a subclass may
   * have another or the class file is missing.
   */
  @Nullable Resolved exact(int opcode, String owner, String name, String descriptor) {
    ClassNode type = find(owner);
    while (type != null) {
      MethodNode method = declared(type, name, descriptor);
      if (method != null) {
        int fixed = Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
        boolean sealed = isFinal(owner) || (method.access & fixed) != 0;
        boolean direct = opcode == Opcodes.INVOKESTATIC || opcode == Opcodes.INVOKESPECIAL;
        return direct || sealed ? new Resolved(type, method) : null;
      }
      type = type.superName == null ? null : find(type.superName);
    }
    return null;
  }

  private boolean isFinal(String owner) {
    ClassNode type = find(owner);
    return type != null && (type.access & Opcodes.ACC_FINAL) != 0;
  }

  /** A field where it is declared, or {@code null}. */
  @Nullable FieldNode field(String owner, String name) {
    ClassNode type = find(owner);
    while (type != null) {
      for (FieldNode field : type.fields) {
        if (field.name.equals(name)) {
          return field;
        }
      }
      type = type.superName == null ? null : find(type.superName);
    }
    return null;
  }

  /** Whether a concatenation calls no {@code toString} but the platform's own. */
  static boolean isPlainConcatenation(InvokeDynamicInsnNode dynamic) {
    return dynamic.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")
        && PlatformCalls.frozenArguments(dynamic.desc);
  }

  static boolean isLambda(InvokeDynamicInsnNode dynamic) {
    return TraceInterpreter.lambda(dynamic) != null;
  }

  boolean isOwn(Handle method) {
    return method.getOwner().equals(host.name);
  }

  /**
   * A method and the class that declares it.
   *
   * @param owner the class
   * @param method the method
   */
  record Resolved(ClassNode owner, MethodNode method) {}
}
