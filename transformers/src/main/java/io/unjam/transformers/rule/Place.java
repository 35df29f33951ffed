package io.unjam.transformers.rule;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule applies: the conjunction of its parts; a part that is {@code null} matches
 * everything. At least one of {@code className} and {@code packageName} is given.
 *
 * @param location where {@code at:} stands
 * @param className pattern over binary class names ({@code com.acme.Orders$Line}); a pattern
 *     without a wildcard also matches the nested classes of the class it names
 * @param packageName pattern over package names; a name without a wildcard also matches its
 *     sub-packages
 * @param method pattern over method names
 * @param field name of a field: an allocation stored into it, directly or through a local, a cast
 *     or a wrapper such as {@code Collections.newSetFromMap}; a call or reference on a value read
 *     from it
 * @param allocation {@code new:}, binary name of the class that is instantiated
 * @param call {@code call:}, a method as {@code java.util.Map.put} or {@code put}; a class also
 *     stands for its subtypes, so that {@code Map.put} covers calls through {@code ConcurrentMap}
 * @param lock name of the field that holds the lock, {@code this} for the object's own monitor or
 *     {@code class} for that of the class; selects allocations stored into the field, lock calls,
 *     monitors and synchronized methods
 */
public record Place(
    Location location,
    @Nullable Glob className,
    @Nullable Glob packageName,
    @Nullable Glob method,
    @Nullable String field,
    @Nullable String allocation,
    @Nullable String call,
    @Nullable String lock) {

  /** Whether the lock is the monitor of {@code this}. */
  public boolean isLockOfThis() {
    return "this".equals(lock);
  }

  /** Whether the lock is the monitor of the class. */
  public boolean isLockOfClass() {
    return "class".equals(lock);
  }

  /** Whether both name the same place, wherever they stand in their files. */
  boolean sameAs(Place other) {
    return Objects.equals(className, other.className)
        && Objects.equals(packageName, other.packageName)
        && Objects.equals(method, other.method)
        && Objects.equals(field, other.field)
        && Objects.equals(allocation, other.allocation)
        && Objects.equals(call, other.call)
        && Objects.equals(lock, other.lock);
  }
}
