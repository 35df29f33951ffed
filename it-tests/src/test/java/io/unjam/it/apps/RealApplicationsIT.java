package io.unjam.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real applications do their work and keep their invariants, on every tested JDK. */
class RealApplicationsIT {

  private static final List<RealApplication> APPLICATIONS =
      List.of(new H2Application(), new HsqldbApplication(), new DerbyApplication());

  private static final Duration AT_MOST = Duration.ofSeconds(90);

  static Stream<Arguments> everyApplicationOnEveryJdk() {
    return APPLICATIONS.stream()
        .flatMap(
            application ->
                Stream.of(17, 25)
                    .map(version -> Arguments.of(application.name(), version, application)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyApplicationOnEveryJdk")
  void keepsItsInvariantsAsItIs(
      String name, int version, RealApplication application, @TempDir Path scratch)
      throws Exception {
    JavaProcess.Builder jvm = JavaProcess.of(Jdk.require(version));
    assertThat(run(jvm, application, scratch).operations()).isPositive();
  }

  private static DriverResult run(
      JavaProcess.Builder jvm, RealApplication application, Path scratch) throws Exception {
    Path drivers = RealApplication.jarOf(application.driver().getName());
    JavaProcess.Result ended =
        jvm.options(application.options())
            .main(
                Stream.concat(application.jars().stream(), Stream.of(drivers)),
                application.driver().getName(),
                application.arguments(scratch))
            .run(AT_MOST);
    assertThat(ended.exit()).as(ended::describe).isZero();
    assertThat(ended.stdout() + ended.stderr())
        .as(ended::describe)
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
    DriverResult result = DriverResult.in(ended.stdout());
    assertThat(result.failures()).as(ended::describe).isEmpty();
    assertThat(result.checks()).as("checks that were made").isPositive();
    return result;
  }
}
