package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresizedTest {
  private static final Rewriter REWRITER =
      new Rewriter(
          Rules.of(
              """
                - name: room
                  at: { package: com.acme }
                  map: { variant: presized, capacity: 5000 }
              """),
          new RewriterTest.CountingIds());

  @ParameterizedTest
  @CsvSource({
    "field,",
    "ternaryArgument,true",
    "ternaryArgument,false",
    "ternaryAllocation,true",
    "ternaryBothSides,true",
    "ternaryBothSides,false",
    "nested,",
    "inTryBlock,12",
    "inTryBlock,none",
    "inSwitch,1",
    "inLoop,3",
    "supplied,",
    "sized,",
    "boxedSize,",
    "keySet,",
    "sizedKeySet,",
    "keySetReference,",
    "sizedKeySetReference,",
    "superCall,",
    "enumConstant,",
  })
  void makesTheSameKindOfMapWithTheSameMappings(String method, String argument) throws Exception {
    Class<?> edited = EditedLoader.load(REWRITER, Maps.class);
    Object map = call(edited, method, argument);
    Object original = call(Maps.class, method, argument);

    assertThat(map).isEqualTo(original).hasSameClassAs(original);
  }

  @ParameterizedTest
  @CsvSource({
    "sized,32",
    "boxedSize,32",
    "supplied,-1",
    "sizedKeySet,128",
    "keySetReference,-1",
    "sizedKeySetReference,64",
  })
  void handsTheApplicationsOwnCapacityToTheHook(String method, int asked) throws Exception {
    Class<?> edited = EditedLoader.load(REWRITER, Maps.class);
    call(edited, method, null);

    List<?> rooms =
        (List<?>)
            Class.forName("io.unjam.runtime.hook.MapHooks", true, edited.getClassLoader())
                .getField("ROOMS")
                .get(null);
    assertThat(rooms.get(rooms.size() - 1)).isEqualTo(asked);
  }

  @Test
  void leavesCopiesAndSubclassesAsTheyAre() {
    List<String> left =
        REWRITER.rewrite(ClassBytes.of(Maps.class), ClassBytes.ALL).plan().decisions().stream()
            .filter(decision -> decision.verdict() != Verdict.APPLIED)
            .map(PresizedTest::text)
            .toList();

    assertThat(left)
        .containsExactly(
            "nested NOT_APPLICABLE it is sized by the map that it copies",
            "nested NOT_APPLICABLE it is sized by the map that it copies",
            "copied NOT_APPLICABLE it is sized by the map that it copies",
            "subclass NOT_APPLICABLE Maps$Counting is a subclass of ConcurrentHashMap with code of"
                + " its own, which presized would bypass");
  }

  private static String text(Decision decision) {
    return decision.site().method() + " " + decision.verdict() + " " + decision.reason();
  }

  private static Object call(Class<?> type, String name, String argument) throws Exception {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        Object target = type.getDeclaredConstructor().newInstance();
        return method.invoke(target, arguments(method, argument));
      }
    }
    throw new AssertionError(name);
  }

  private static Object[] arguments(Method method, String argument) {
    if (argument == null) {
      return new Object[0];
    }
    Class<?> type = method.getParameterTypes()[0];
    return new Object[] {
      type == boolean.class
          ? (Object) Boolean.valueOf(argument)
          : type == int.class ? (Object) Integer.valueOf(argument) : argument
    };
  }
}
