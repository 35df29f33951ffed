package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.plan.flow.MethodFlow;
import io.unjam.transformers.proof.striping.StripingProof;
import io.unjam.transformers.rule.Glob;
import io.unjam.transformers.rule.Place;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Whether a class or a candidate lies in the place that a rule names. */
final class PlaceMatch {
  private PlaceMatch() {}

  /** Tests the class and package parts of a place against a binary class name. */
  static boolean matchesClass(Place place, String className) {
    Glob type = place.className();
    if (type != null
        && !type.matches(className)
        && (type.isWild() || !below(type.toString(), '$', className))) {
      return false;
    }
    Glob pack = place.packageName();
    if (pack != null) {
      int dot = className.lastIndexOf('.');
      String name = dot < 0 ? "" : className.substring(0, dot);
      return pack.matches(name) || (!pack.isWild() && below(pack.toString(), '.', name));
    }
    return true;
  }

  private static boolean below(String outer, char separator, String name) {
    return name.length() > outer.length()
        && name.charAt(outer.length()) == separator
        && name.startsWith(outer);
  }

  /** Tests the remaining parts of a place against a candidate of a class that matches. */
  static boolean matchesSite(Place place, Candidate candidate) {
    Site site = candidate.site();
    Glob method = place.method();
    if (method != null && !method.matches(site.method())) {
      return false;
    }
    if (place.field() != null && !place.field().equals(simpleName(site.field()))) {
      return false;
    }
    if (place.allocation() != null) {
      String allocates = candidate.allocates();
      if (allocates == null || !place.allocation().equals(allocates.replace('/', '.'))) {
        return false;
      }
    }
    if (place.call() != null && !matchesCall(place.call(), candidate)) {
      return false;
    }
    String lock = place.lock();
    if (lock == null) {
      return true;
    }
    return switch (site.kind()) {
      case ALLOCATION, LOCK_CALL, MONITOR, CONDITION, SYNCHRONIZED_METHOD ->
          place.isLockOfThis()
              ? candidate.onThis()
              : place.isLockOfClass()
                  ? isOnClass(candidate)
                  : lock.equals(simpleName(site.field())) || isHalf(candidate, lock);
      default -> false;
    };
  }

  /**
   * Tests the same parts against a method of such a class that is declared {@code synchronized}.
   */
  static boolean matchesSynchronized(Place place, MethodNode method) {
    Glob name = place.method();
    if (name != null && !name.matches(method.name)) {
      return false;
    }
    if (place.field() != null || place.allocation() != null || place.call() != null) {
      return false;
    }
    boolean ofClass = ExplicitMonitors.isOfClass(method);
    return place.lock() == null || (ofClass ? place.isLockOfClass() : place.isLockOfThis());
  }

  private static boolean isOnClass(Candidate candidate) {
    MethodView view = candidate.view();
    AbstractInsnNode instruction = candidate.instruction();
    return switch (candidate.site().kind()) {
      case SYNCHRONIZED_METHOD -> ExplicitMonitors.isOfClass(view.method());
      case MONITOR -> {
        MethodFlow flow = view.flow();
        yield flow != null
            && instruction != null
            && MethodFlow.isClass(view.owner().name, flow.producers(instruction, 0));
      }
      case CONDITION -> {
        MethodFlow flow = view.flow();
        yield flow != null
            && instruction != null
            && MethodFlow.isClass(view.owner().name, flow.receiver((MethodInsnNode) instruction));
      }
      default -> false;
    };
  }

  /**
   * Whether a lock call, or one of a condition, is one on a field that holds one of the two locks
   * of the named one.
   */
  private static boolean isHalf(Candidate candidate, String lock) {
    String field = simpleName(candidate.site().field());
    return (candidate.site().kind() == SiteKind.LOCK_CALL
            || candidate.site().kind() == SiteKind.CONDITION)
        && field != null
        && StripingProof.isHalf(candidate.view().owner(), lock, field);
  }

  private static boolean matchesCall(String call, Candidate candidate) {
    String name = candidate.callName();
    String owner = candidate.callOwner();
    if (name == null || owner == null) {
      return false;
    }
    int dot = call.lastIndexOf('.');
    if (!name.equals(call.substring(dot + 1))) {
      return false;
    }
    return dot < 0
        || candidate.view().hierarchy().isSubtype(owner, call.substring(0, dot).replace('.', '/'))
            == Hierarchy.Answer.YES;
  }

  private static @Nullable String simpleName(@Nullable String field) {
    return field == null ? null : field.substring(field.lastIndexOf('.') + 1);
  }
}
