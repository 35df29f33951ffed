package io.unjam.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.apps.DriverResult;
import io.unjam.it.apps.RealApplication;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database does its work in a container as operators run one: no root, no writable disk, little
 * memory.
 */
class DatabaseInContainerIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void keepsItsInvariantsAsItIs(int version) {
    JdkContainer.Ended ended = database(version).runToEnd(AT_MOST);
    assertThat(ended.exit()).as(ended::describe).isZero();
    assertThat(DriverResult.in(ended.stdout()).failures()).as(ended::describe).isEmpty();
  }

  private static JdkContainer database(int version) {
    JdkContainer container = JdkContainer.of(version).readOnlyRoot();
    for (Path jar : RealApplication.HSQLDB.jars()) {
      container.mount(jar, "/app/" + jar.getFileName());
    }
    return container
        .java("-cp", "/app/*", RealApplication.DRIVER)
        .java(RealApplication.HSQLDB.arguments("/app").toArray(String[]::new));
  }
}
