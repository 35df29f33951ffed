package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pattern language of the OSGi specification for packages that are delegated. */
class BootDelegationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.unjam.runtime.*",
        "io.*",
        "*",
        "io.unjam.runtime.hook",
        "com.sun.*, io.unjam.runtime.*",
        "sun.misc,io.unjam.runtime.hook"
      })
  void coversWhatAnEntryNames(String setting) {
    assertThat(new BootDelegation(setting).covers("io.unjam.runtime.hook")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"''", "io.unjam.runtime", "io.unjam.runtime.hook.*", "'com.sun.*,sun.*'"})
  void coversNothingElse(String setting) {
    assertThat(new BootDelegation(setting).covers("io.unjam.runtime.hook")).isFalse();
  }
}
