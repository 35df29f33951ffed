package com.acme.gateway.load;

import com.acme.gateway.figures.WritePath;
import com.acme.gateway.http.EchoUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load}: puts load on a gateway, prints what came of it, and checks that it adds up. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Puts load on every write path of a running gateway, then checks its invariants.",
      "Exits with 1 where they don't hold or an operation failed. Progress goes to standard error.",
      "Write paths: session (a proxied request), route (one push), bulk (a push of 2,000 routes),"
          + " order (a reservation, order or cancellation)."
    })
public final class LoadCommand implements Callable<Integer> {
  private static final Map<WritePath, Rate> USUAL =
      Map.of(
          WritePath.SESSION, new Rate(800),
          WritePath.ROUTE, new Rate(200),
          WritePath.BULK, new Rate(4),
          WritePath.ORDER, new Rate(200));

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--proxy", required = true, paramLabel = "HOST:PORT", description = "for traffic")
  private String proxy = "";

  @Option(names = "--admin", required = true, paramLabel = "HOST:PORT", description = "admin API")
  private String admin = "";

  @Option(
      names = "--upstream",
      paramLabel = "HOST:PORT",
      description = "where the routes lead (default: two echo services inside the driver)")
  private List<String> upstreams = new ArrayList<>();

  @Option(
      names = "--rate",
      split = ",",
      paramLabel = "RATE|PATH=RATE",
      description =
          "operations a second, or max for a closed loop; for all paths, or PATH=RATE for one; a"
              + " PATH=0 is left out (default: session=800,route=200,bulk=4,order=200)")
  private List<String> rates = new ArrayList<>();

  @Option(names = "--workers", description = "connections per write path; bulk pushes have one")
  private int workers = 8;

  @Option(names = "--warmup", paramLabel = "SECONDS", description = "not measured")
  private double warmup = 6;

  @Option(names = "--duration", paramLabel = "SECONDS", description = "measured")
  private double duration = 18;

  @Option(names = "--seed", description = "decides what is sent and when")
  private long seed = 42;

  @Option(names = "--json", paramLabel = "FILE", description = "writes the result there, too")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    List<EchoUpstream> own = new ArrayList<>();
    try {
      LoadResult result = new Driver(plan(own), spec.commandLine().getErr()).run();
      spec.commandLine().getOut().print(ResultTable.of(result));
      spec.commandLine().getOut().flush();
      Path file = json;
      if (file != null) {
        result.write(file);
      }
      return result.ok() ? 0 : 1;
    } finally {
      own.forEach(EchoUpstream::close);
    }
  }

  private LoadPlan plan(List<EchoUpstream> own) {
    InetSocketAddress traffic = address(proxy);
    InetSocketAddress control = address(admin);
    Map<WritePath, Rate> chosen = rates();
    List<String> targets = new ArrayList<>(upstreams);
    if (targets.isEmpty()) {
      for (String name : List.of("blue", "green")) {
        EchoUpstream upstream = EchoUpstream.start(name, "127.0.0.1", 0);
        own.add(upstream);
        targets.add("127.0.0.1:" + upstream.port());
      }
    }
    return new LoadPlan(traffic, control, targets, chosen, workers, seed, warmup, duration);
  }

  /** The usual rates, changed by the option's values from left to right. */
  private Map<WritePath, Rate> rates() {
    Map<WritePath, Rate> chosen = new EnumMap<>(USUAL);
    for (String value : rates) {
      int equals = value.indexOf('=');
      try {
        if (equals < 0) {
          Rate rate = Rate.parse(value);
          chosen.replaceAll((path, usual) -> rate);
        } else if (value.endsWith("=0")) {
          chosen.remove(WritePath.of(value.substring(0, equals)));
        } else {
          chosen.put(
              WritePath.of(value.substring(0, equals)), Rate.parse(value.substring(equals + 1)));
        }
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--rate: " + e.getMessage(), e);
      }
    }
    return chosen;
  }

  private InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new ParameterException(spec.commandLine(), "not HOST:PORT: " + text);
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
