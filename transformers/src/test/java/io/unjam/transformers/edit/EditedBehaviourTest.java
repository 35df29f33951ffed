package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import com.acme.fixture.Writes;
import io.unjam.transformers.Rules;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditedBehaviourTest {
  private static final Rewriter REWRITER =
      new Rewriter(
          Rules.of(
              """
                - name: shard all
                  at: { package: com.acme }
                  map: { variant: sharded, shards: 8 }
                - name: time all
                  at: { package: com.acme }
                  time: {}
                - name: no collections
                  at: { package: com.acme }
                  gc: { variant: strip }
                  assume: [explicit-gc-not-required]
              """),
          new RewriterTest.CountingIds());
  private static final Rewriter HOT_KEY =
      new Rewriter(
          Rules.of(
              """
                - name: hot keys
                  at: { package: com.acme }
                  map: { variant: hot-key, shards: 8 }
              """),
          new RewriterTest.CountingIds());

  @ParameterizedTest
  @CsvSource({
    "field,,true",
    "constant,,true",
    "ternaryArgument,true,true",
    "ternaryArgument,false,true",
    "ternaryAllocation,true,true",
    "ternaryAllocation,false,false",
    "ternaryBothSides,true,true",
    "ternaryBothSides,false,true",
    "nested,,true",
    "inTryBlock,12,true",
    "inTryBlock,none,true",
    "tryInArgument,7,true",
    "afterWideLocals,wide,true",
    "inSwitch,0,true",
    "inSwitch,1,true",
    "inSwitch,2,false",
    "inLoop,3,true",
    "supplied,,true",
    "sized,,true",
    "boxedSize,,true",
    "copied,,true",
    "inLambda,,true",
    "viaInterface,,true",
    "superCall,,true",
    "subclass,,false",
    "record,,true",
    "enumConstant,,true",
    "generic,generic,true",
  })
  void makesMapsThatHoldWhatTheOriginalHolds(String method, String argument, boolean replaced)
      throws Exception {
    check(REWRITER, "ShardedConcurrentHashMap", method, argument, replaced);
    check(HOT_KEY, "HotKeyConcurrentHashMap", method, argument, replaced);
  }

  private static void check(
      Rewriter rewriter, String variant, String method, String argument, boolean replaced)
      throws Exception {
    Class<?> edited = EditedLoader.load(rewriter, Maps.class);
    Object map = call(edited, method, argument);

    assertThat(map).isEqualTo(call(Maps.class, method, argument));
    assertThat(map.getClass().getSimpleName().equals(variant)).isEqualTo(replaced);
    if (replaced) {
      assertThat(map.getClass().getField("shards").get(map)).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @CsvSource({"keySet", "sizedKeySet", "keySetReference", "sizedKeySetReference"})
  void makesKeySetsOfSuchMaps(String method) throws Exception {
    for (Rewriter rewriter : List.of(REWRITER, HOT_KEY)) {
      Class<?> edited = EditedLoader.load(rewriter, Maps.class);
      Set<?> set = (Set<?>) call(edited, method, null);

      assertThat(set).isEqualTo(call(Maps.class, method, null));
      Object map = set.getClass().getMethod("getMap").invoke(set);
      assertThat(map.getClass().getField("shards").get(map)).isEqualTo(8);
    }
  }

  @Test
  void leavesInheritedMapsOfSetsReachable() throws Exception {
    Class<?> edited = EditedLoader.load(REWRITER, Maps.class);

    assertThat(call(edited, "setFromMap", null)).isEqualTo(Set.of("n"));
  }

  @ParameterizedTest
  @CsvSource({
    "put,,begin end",
    "resultUsed,,begin end begin end",
    "throughField,,begin end begin end",
    "wideLocals,two,begin end begin end begin end",
    "inTry,,begin begin end begin end",
    "writeInArgument,,begin end begin end",
    "condition,,begin end begin end",
    "bound,,reference reference",
    "boundThroughMap,,reference",
    "unbound,,begin end reference",
    "boundPredicate,,begin end reference",
    "localOnly,,''",
    "ownSubclass,,''",
    "collect,,''",
  })
  void timesEachWriteAndChangesNoResult(String method, String argument, String events)
      throws Exception {
    Class<?> edited = EditedLoader.load(REWRITER, Writes.class);
    Object result = call(edited, method, argument);

    assertThat(result).isEqualTo(call(Writes.class, method, argument));
    List<?> heard =
        (List<?>)
            Class.forName("io.unjam.runtime.hook.TimeHooks", true, edited.getClassLoader())
                .getField("EVENTS")
                .get(null);
    assertThat(heard.stream().map(String::valueOf).toList())
        .isEqualTo(events.isEmpty() ? List.of() : List.of(events.split(" ", -1)));
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
    return switch (argument) {
      case "wide" -> new Object[] {5L, 6.5, 7L};
      case "two" -> new Object[] {3L, 0.5};
      case "generic" -> new Object[] {"k", "v"};
      case "true", "false" -> new Object[] {Boolean.valueOf(argument)};
      default ->
          new Object[] {
            method.getParameterTypes()[0] == int.class
                ? (Object) Integer.valueOf(argument)
                : argument
          };
    };
  }
}
