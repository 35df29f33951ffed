package io.unjam.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Writes to a running gateway by every way it has, from several threads at once, and knows what
 * must come of it. The gateway's own admin API is the upstream that it proxies to.
 */
final class GatewayLoad {

  private static final int THREADS = 4;
  private static final int ROUNDS = 60;
  private static final int BULK = 250;
  private static final int UNITS = 3;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final String host;
  private final URI proxy;
  private final URI admin;
  private final String upstream;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Gson gson = new Gson();

  /**
   * Takes a gateway that is up.
   *
   * @param upstream the admin API's address as the gateway itself reaches it
   */
  GatewayLoad(String host, int proxyPort, int adminPort, String upstream) {
    this.host = host;
    this.proxy = URI.create("http://" + host + ":" + proxyPort);
    this.admin = URI.create("http://" + host + ":" + adminPort);
    this.upstream = upstream;
  }

  /**
   * Puts the load on, to its end; then asks the gateway whether it adds up, and compares with what
   * was sent.
   */
  void runAndCheck() throws Exception {
    expect(201, admin("PUT", "/admin/routes", route(host, "/admin")));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int worker = i;
        workers.add(
            threads.submit(
                () -> {
                  work(worker);
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      threads.shutdownNow();
    }
    check();
  }

  private void work(int worker) throws IOException, InterruptedException {
    String own = "worker" + worker + ".example";
    expect(
        200,
        admin(
            "POST",
            "/admin/routes/bulk",
            IntStream.range(0, BULK).mapToObj(i -> route(own, "/bulk/" + i)).toList()));
    for (int round = 0; round < ROUNDS; round++) {
      expect(201, admin("PUT", "/admin/routes", route(own, "/single/" + round)));
      if (round % 2 == 1) {
        expect(200, admin("DELETE", "/admin/routes", route(own, "/single/" + round)));
      }
      // No cookie is sent back, so each request opens a session.
      expect(200, send(proxy, "GET", "/admin/health", null));
      JsonObject reserved =
          expect(
              201,
              admin("POST", "/admin/reservations", Map.of("article", article(), "units", UNITS)));
      Map<String, Long> id = Map.of("reservation", reserved.get("id").getAsLong());
      switch (round % 3) {
        case 0 -> expect(200, admin("POST", "/admin/orders", id));
        case 1 -> expect(200, admin("DELETE", "/admin/reservations", id));
        default -> {
          // Stays open.
        }
      }
    }
  }

  private void check() throws IOException, InterruptedException {
    JsonObject report = expect(200, admin("GET", "/admin/invariants", null));
    assertThat(report.get("ok").getAsBoolean()).as(report.toString()).isTrue();
    assertThat(report.getAsJsonArray("checks")).as(report.toString()).isNotEmpty();

    JsonObject figures = report.getAsJsonObject("figures");
    long thirds = (long) THREADS * ROUNDS / 3;
    assertThat(figures.get("routes").getAsLong()).isEqualTo(1 + THREADS * (BULK + ROUNDS / 2));
    assertThat(figures.get("journalChanges").getAsLong())
        .isEqualTo(1 + THREADS * (BULK + ROUNDS + ROUNDS / 2));
    assertThat(figures.get("sold").getAsLong()).isEqualTo(thirds * UNITS);
    assertThat(figures.get("reserved").getAsLong()).isEqualTo(thirds * UNITS);
    assertThat(figures.get("requestsServed").getAsLong()).isEqualTo(THREADS * ROUNDS);
    assertThat(figures.get("sessions").getAsLong()).isEqualTo(THREADS * ROUNDS);
  }

  private static String article() {
    return "article-1";
  }

  private Map<String, String> route(String routeHost, String prefix) {
    return Map.of("host", routeHost, "prefix", prefix, "upstream", upstream);
  }

  private HttpResponse<String> admin(String method, String path, Object body)
      throws IOException, InterruptedException {
    return send(admin, method, path, body);
  }

  private HttpResponse<String> send(URI base, String method, String path, Object body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_WITHIN)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(gson.toJson(body)))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonObject expect(int status, HttpResponse<String> response) {
    assertThat(response.statusCode())
        .as(() -> response.request() + " answered " + response.body())
        .isEqualTo(status);
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
