package io.unjam.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.Wait;

/** The sample gateway in containers as operators run it, written to over HTTP. */
class GatewayInContainerIT {

  private static final int PROXY = 8080;
  private static final int ADMIN = 8081;
  private static final Duration UP_WITHIN = Duration.ofSeconds(40);

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void keepsItsInvariantsAsItIs(int version) throws Exception {
    try (JdkContainer gateway = gateway(version)) {
      underLoad(gateway.readOnlyRoot().temporaryFolder());
    }
  }

  private static JdkContainer gateway(int version) {
    return JdkContainer.of(version)
        .mount(FinishedJar.SAMPLE_APP.path(), "/app/sample-app.jar")
        .withExposedPorts(PROXY, ADMIN)
        .waitingFor(Wait.forHttp("/admin/health").forPort(ADMIN).withStartupTimeout(UP_WITHIN));
  }

  private static void underLoad(JdkContainer gateway) throws Exception {
    gateway
        .java("-Xmx96m", "-jar", "/app/sample-app.jar", "gateway", "--host", "0.0.0.0")
        .java("--port", Integer.toString(PROXY), "--admin-port", Integer.toString(ADMIN));
    gateway.start();
    new GatewayLoad(
            gateway.getHost(),
            gateway.getMappedPort(PROXY),
            gateway.getMappedPort(ADMIN),
            "127.0.0.1:" + ADMIN)
        .runAndCheck();
    assertThat(gateway.getLogs(OutputType.STDOUT, OutputType.STDERR))
        .contains("gateway ready")
        .doesNotContain("VerifyError", "LinkageError", "NoClassDefFoundError");
  }
}
