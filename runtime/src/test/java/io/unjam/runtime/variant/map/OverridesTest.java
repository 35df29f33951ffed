package io.unjam.runtime.variant.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No method of {@link ConcurrentHashMap} is left to read or write the superclass's table, also in a
 * JDK that adds one.
 */
class OverridesTest {

  /** What may be inherited, for neither reads the table itself. */
  private static final Set<String> INHERITED =
      Set.of(
          // A final view class over the map: the JDK patch makes its bodies ask the variant.
          "keySet()",
          // The same with a value for additions.
          "keySet(Object)");

  @ParameterizedTest
  @ValueSource(classes = {ShardedConcurrentHashMap.class, HotKeyConcurrentHashMap.class})
  void inheritsNoMethodThatUsesTheTable(Class<?> variant) {
    Set<String> inherited = new TreeSet<>();
    for (Method m : ConcurrentHashMap.class.getDeclaredMethods()) {
      int modifiers = m.getModifiers();
      if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && !m.isBridge()) {
        assertThat(Modifier.isFinal(modifiers)).as("%s can't be overridden", m).isFalse();
        if (resolve(variant, m).getDeclaringClass() == ConcurrentHashMap.class) {
          inherited.add(signature(m));
        }
      }
    }
    assertThat(inherited).isEqualTo(new TreeSet<>(INHERITED));
  }

  private static Method resolve(Class<?> variant, Method m) {
    try {
      return variant.getMethod(m.getName(), m.getParameterTypes());
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static String signature(Method m) {
    return m.getName()
        + Stream.of(m.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }
}
