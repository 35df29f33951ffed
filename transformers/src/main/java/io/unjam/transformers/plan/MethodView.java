package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * One method as scanners and deciders see it, with what is computed about it at most once. Belongs
 * to one thread; ask it nothing after its method is edited.
 */
public final class MethodView {
  private final ClassNode owner;
  private final MethodNode method;
  private final Hierarchy hierarchy;
  private final Map<Object, Object> facts;
  private @Nullable MethodFlow flow;
  private boolean flowTried;

  public MethodView(ClassNode owner, MethodNode method, Hierarchy hierarchy) {
    this(owner, method, hierarchy, new HashMap<>());
  }

  /**
   * A view that shares what is found out about the class with those of the other methods.
   *
   * @param facts about the class as a whole, by what they answer
   */
  public MethodView(
      ClassNode owner, MethodNode method, Hierarchy hierarchy, Map<Object, Object> facts) {
    this.owner = owner;
    this.method = method;
    this.hierarchy = hierarchy;
    this.facts = facts;
  }

  /** What has been found out about the class as a whole; whoever adds to it chooses the key. */
  public Map<Object, Object> facts() {
    return facts;
  }

  public ClassNode owner() {
    return owner;
  }

  public MethodNode method() {
    return method;
  }

  public Hierarchy hierarchy() {
    return hierarchy;
  }

  /** The origins of the method's values, or {@code null} where they can't be computed. */
  public @Nullable MethodFlow flow() {
    if (!flowTried) {
      flowTried = true;
      flow = MethodFlow.of(owner.name, method);
    }
    return flow;
  }

  /** A field as sites name it. */
  public static @Nullable String nameOf(@Nullable FieldInsnNode field) {
    return field == null ? null : field.owner.replace('/', '.') + "." + field.name;
  }
}
