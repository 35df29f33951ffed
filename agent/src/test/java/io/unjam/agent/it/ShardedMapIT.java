package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.KeySets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar replacing the maps of an application that uses their key sets. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class ShardedMapIT {

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  @Test
  void servesEveryKeySetOfAReplacedMapAsTheOriginalDoes() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: shard
                at: { package: com.acme }
                map: { variant: sharded, shards: 8 }
            """);
    ChildJvm.Result plain = jdk.jvm(folder).run(KeySets.class);
    ChildJvm.Result replaced = jdk.jvm(folder).agent("rules=" + rules).run(KeySets.class);
    assertThat(plain.out()).startsWith("class ConcurrentHashMap");
    assertThat(replaced.err()).contains("self-test passed");
    assertThat(replaced.out())
        .isEqualTo(plain.out().replace("class Concurrent", "class ShardedConcurrent"));
  }
}
