package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {

  private static LoadedClasses of(Class<?> @Nullable [] loaded) {
    Instrumentation instrumentation =
        (Instrumentation)
            Proxy.newProxyInstance(
                LoadedClassesTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getAllLoadedClasses" -> loaded;
                      case "isModifiableClass" -> true;
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new LoadedClasses(instrumentation, new LoaderClassFiles(null), new ReshapedClasses());
  }

  @Test
  void areTheApplicationsAlone() {
    assertThat(of(new Class<?>[] {Test.class, Test[].class, int.class, String.class}).all())
        .containsExactly(Test.class);
  }

  @Test
  void areNoneInAJvmThatHasEnded() {
    assertThat(of(null).all()).isEmpty();
  }
}
