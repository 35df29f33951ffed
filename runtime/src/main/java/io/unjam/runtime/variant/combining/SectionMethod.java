package io.unjam.runtime.variant.combining;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A method of the application whose body is a section of a lock, callable by whoever holds the
 * lock. Immutable and thread-safe.
 *
 * <p>The method is found by the full rights of its own class, so that a private one will do and no
 * member has to be added to the class; it is called directly, past any subclass that overrides it,
 * as it is the body that asks for its own execution.
 */
final class SectionMethod {
  /*
   * Preparing a handle runs code of java.lang.invoke that may load classes, so it is done by a thread that waits for the lock, before
   * any thread can call it with the lock held. The call itself has one shape for every method, linked as this class is initialised.
   */
  private static final ClassValue<Known> KNOWN =
      new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
          return new Known();
        }
      };

  static {
    try {
      MethodHandle none =
          MethodHandles.lookup()
              .findStatic(SectionMethod.class, "none", MethodType.methodType(void.class));
      new SectionMethod("none", "()V", adapted(none)).call(new Object[0]);
    } catch (Throwable impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final String name;
  private final String descriptor;
  private final @Nullable MethodHandle body;

  private SectionMethod(String name, String descriptor, @Nullable MethodHandle body) {
    this.name = name;
    this.descriptor = descriptor;
    this.body = body;
  }

  @SuppressWarnings({"unused", "UnusedMethod"}) // by its handle
  private static void none() {}

  /**
   * The method that asks.
   *
   * @param caller what {@link MethodHandles#lookup()} gives in the method itself
   * @param name its name
   * @param descriptor its descriptor
   * @param isStatic whether it has no {@code this}
   * @return {@code null} where the method can't be called so: a type that it names can't be found
   */
  static @Nullable SectionMethod of(
      MethodHandles.Lookup caller, String name, String descriptor, boolean isStatic) {
    Known known = KNOWN.get(caller.lookupClass());
    SectionMethod method = known.find(name, descriptor);
    if (method == null) {
      method =
          known.add(new SectionMethod(name, descriptor, find(caller, name, descriptor, isStatic)));
    }
    return method.body == null ? null : method;
  }

  private static @Nullable MethodHandle find(
      MethodHandles.Lookup caller, String name, String descriptor, boolean isStatic) {
    Class<?> owner = caller.lookupClass();
    try {
      MethodType type = MethodType.fromMethodDescriptorString(descriptor, owner.getClassLoader());
      return adapted(
          isStatic
              ? caller.findStatic(owner, name, type)
              : caller.findSpecial(owner, name, type, owner));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError missing) {
      // A type of the descriptor that the application itself has never needed. Its sections then
      // run where they are called, as written.
      return null;
    }
  }

  private static MethodHandle adapted(MethodHandle method) {
    int parameters = method.type().parameterCount();
    return method.asType(method.type().generic()).asSpreader(Object[].class, parameters);
  }

  /** Runs the body; throws whatever it throws. */
  @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
    if (body == null) {
      throw new IllegalStateException(name + " can't be called");
    }
    return (Object) body.invokeExact(arguments);
  }

  @Override
  public String toString() {
    return name + descriptor;
  }

  /** The methods of one class that have asked. */
  private static final class Known {
    // Few for each class: searched one by one. Constants of one class are the same objects, so that
    // the comparison seldom goes further.
    private volatile SectionMethod[] methods = {};

    @Nullable SectionMethod find(String name, String descriptor) {
      for (SectionMethod method : methods) {
        if (method.name.equals(name) && method.descriptor.equals(descriptor)) {
          return method;
        }
      }
      return null;
    }

    synchronized SectionMethod add(SectionMethod added) {
      SectionMethod earlier = find(added.name, added.descriptor);
      if (earlier != null) {
        return earlier;
      }
      SectionMethod[] more = Arrays.copyOf(methods, methods.length + 1);
      more[methods.length] = added;
      methods = more;
      return added;
    }
  }
}
