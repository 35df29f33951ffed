package com.acme.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway}: runs the gateway until the process is told to end. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Runs the gateway until it is stopped (SIGTERM, Ctrl-C).",
      "When it serves it prints one line: gateway ready: proxy=HOST:PORT admin=HOST:PORT"
    })
final class GatewayCommand implements Callable<Integer> {
  @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "port for traffic, 0 for any")
  private int port = 8080;

  @Option(names = "--admin-port", description = "port of the admin API, 0 for any")
  private int adminPort = 0;

  @Option(names = "--admin-threads", description = "admin requests that run at once")
  private int adminThreads = 8;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "file of all route changes, replayed at start (default: a temporary file, deleted at the"
              + " end)")
  private @Nullable Path journal;

  @Option(names = "--force-journal", description = "a route change waits for the disk")
  private boolean forceJournal;

  @Option(names = "--articles", description = "articles in the inventory")
  private int articles = 100;

  @Option(names = "--units", description = "units of each article")
  private long units = 10_000_000;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path given = journal;
    Path file = given == null ? Files.createTempFile("gateway-", ".journal") : given;
    Gateway gateway =
        Gateway.start(
            new GatewayConfig(
                host,
                port,
                adminPort,
                adminThreads,
                file,
                forceJournal,
                GatewayConfig.stock(articles, units)));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop(gateway, given == null ? file : null);
                  stopped.countDown();
                },
                "gateway-stop"));
    System.out.println(
        "gateway ready: proxy="
            + host
            + ":"
            + gateway.port()
            + " admin="
            + host
            + ":"
            + gateway.adminPort());
    stopped.await();
    return 0;
  }

  private static void stop(Gateway gateway, @Nullable Path temporary) {
    try {
      gateway.close();
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      System.err.println("gateway: " + e);
    }
  }
}
