package com.acme.gateway;

import com.acme.gateway.http.EchoUpstream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code upstream}: runs an {@link EchoUpstream} until the process is told to end. */
@Command(
    name = "upstream",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Runs a service to proxy to, which echoes the request line.",
      "When it serves it prints one line: upstream ready: HOST:PORT"
    })
final class UpstreamCommand implements Callable<Integer> {
  @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "port, 0 for any")
  private int port = 0;

  @Option(names = "--name", description = "first word of every answer")
  private String name = "upstream";

  @Override
  public Integer call() throws InterruptedException {
    EchoUpstream upstream = EchoUpstream.start(name, host, port);
    Runtime.getRuntime().addShutdownHook(new Thread(upstream::close, "upstream-stop"));
    System.out.println("upstream ready: " + host + ":" + upstream.port());
    new CountDownLatch(1).await();
    return 0;
  }
}
