package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.KeyedWrites;
import io.unjam.transformers.Rules;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a timed write tells the hook, and that it does what the original does. */
class TimedWritesTest {

  private static final Set<String> KEYLESS = Set.of("putAll", "replaceAll", "clear");

  private static final Rewriter REWRITER =
      new Rewriter(
          Rules.of(
              """
                - name: time all
                  at: { package: com.acme }
                  time: {}
              """),
          new RewriterTest.CountingIds());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "put",
        "putIfAbsent",
        "remove",
        "removeValue",
        "replace",
        "replaceValue",
        "compute",
        "computeIfAbsent",
        "computeIfPresent",
        "merge",
        "putAll",
        "replaceAll",
        "clear"
      })
  void theHookGetsTheMapAndTheKeyAndTheWriteIsAsWritten(String way) throws Exception {
    Class<?> edited = EditedLoader.load(REWRITER, KeyedWrites.class);
    Object writes = edited.getConstructor().newInstance();
    Object map = edited.getField("map").get(writes);
    Class<?> hooks = edited.getClassLoader().loadClass("io.unjam.runtime.hook.TimeHooks");

    Object result = edited.getMethod("write", String.class).invoke(writes, way);

    KeyedWrites original = new KeyedWrites();
    assertThat(result).isEqualTo(original.write(way));
    assertThat(map).isEqualTo(original.map);
    assertThat(hooks.getField("map").get(null)).isSameAs(map);
    assertThat(hooks.getField("key").get(null))
        .isEqualTo(KEYLESS.contains(way) ? null : KeyedWrites.KEY);
  }
}
