package io.unjam.agent.boot;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Functions of the C library as method handles, by {@code java.lang.foreign}, which is there from
 * Java 22 on and named by text here, as this is compiled for 17.
 */
final class NativeCalls {
  /*
   * Making such a handle is a restricted method: for a caller whose module was not granted native access the JVM prints a warning, and
   * all code outside of modules counts as one, so that a grant for the agent would be one for the whole application. The call is
   * therefore made in the name of java.base, which has the right: the agent, by Instrumentation, opens java.lang.invoke to its own
   * loader alone, where the JDK keeps a lookup that speaks for any class. Nothing changes for the application: no warning of its
   * own is lost, no right gained. Where the JVM's operator forbids native access by --illegal-native-access=deny, Pinning asks for
   * no handle at all.
   *
   * A pointer is passed as a long: on the 64-bit systems that this is for, both go the same way.
   */

  private static final String FOREIGN = "java.lang.foreign.";

  private final Class<?> linkerType = Class.forName(FOREIGN + "Linker");
  private final Class<?> descriptorType = Class.forName(FOREIGN + "FunctionDescriptor");
  private final Class<?> segmentType = Class.forName(FOREIGN + "MemorySegment");
  private final Class<?> layoutType = Class.forName(FOREIGN + "MemoryLayout");
  private final Class<?> optionType = Class.forName(FOREIGN + "Linker$Option");
  private final Object linker;
  private final Object symbols;
  private final MethodHandle downcall;

  /**
   * Makes ready.
   *
   * @throws ReflectiveOperationException if this JVM's java.lang.foreign is not as it was
   */
  NativeCalls(Instrumentation instrumentation) throws ReflectiveOperationException {
    linker = linkerType.getMethod("nativeLinker").invoke(null);
    symbols = linkerType.getMethod("defaultLookup").invoke(linker);
    MethodType type =
        MethodType.methodType(
            MethodHandle.class, segmentType, descriptorType, optionType.arrayType());
    downcall =
        platform(instrumentation)
            .in(linkerType)
            .findVirtual(linkerType, "downcallHandle", type)
            .asFixedArity();
  }

  private static MethodHandles.Lookup platform(Instrumentation instrumentation)
      throws ReflectiveOperationException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang.invoke", Set.of(NativeCalls.class.getModule())),
        Set.of(),
        Map.of());
    Field lookup = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
    lookup.setAccessible(true);
    return (MethodHandles.Lookup) lookup.get(null);
  }

  /**
   * A function that returns an int.
   *
   * @param parameters {@code int.class} and {@code long.class}, which stands for a pointer too
   * @throws ReflectiveOperationException if there is no such function
   */
  MethodHandle function(String name, Class<?>... parameters) throws ReflectiveOperationException {
    Class<?> lookup = Class.forName(FOREIGN + "SymbolLookup");
    Optional<?> symbol = (Optional<?>) lookup.getMethod("find", String.class).invoke(symbols, name);
    if (symbol.isEmpty()) {
      throw new NoSuchMethodException("the C library has no " + name);
    }
    Object layouts = Array.newInstance(layoutType, parameters.length);
    for (int i = 0; i < parameters.length; i++) {
      Array.set(layouts, i, layout(parameters[i]));
    }
    Object descriptor =
        descriptorType
            .getMethod("of", layoutType, layoutType.arrayType())
            .invoke(null, layout(int.class), layouts);
    try {
      return (MethodHandle)
          downcall.invokeWithArguments(
              linker, symbol.get(), descriptor, Array.newInstance(optionType, 0));
    } catch (Throwable e) {
      throw new InvocationTargetException(e, String.valueOf(e));
    }
  }

  private static Object layout(Class<?> type) throws ReflectiveOperationException {
    String name = type == int.class ? "JAVA_INT" : "JAVA_LONG";
    return Class.forName(FOREIGN + "ValueLayout").getField(name).get(null);
  }

  /** Where direct memory lies. */
  long address(ByteBuffer memory) throws ReflectiveOperationException {
    Object segment = segmentType.getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, memory);
    return (long) segmentType.getMethod("address").invoke(segment);
  }
}
