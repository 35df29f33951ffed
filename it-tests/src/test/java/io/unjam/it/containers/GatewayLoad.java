package io.unjam.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
  private static final int ANSWER_WITHIN_MILLIS = 60_000;

  private final String host;
  private final URI proxy;
  private final URI admin;
  private final String upstream;
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

  private void work(int worker) throws IOException {
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

  private void check() throws IOException {
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

  private Answer admin(String method, String path, Object body) throws IOException {
    return send(admin, method, path, body);
  }

  /**
   * On a connection of its own, so that no answer is taken for what was left of another's, which
   * {@code java.net.http.HttpClient} may do and then send the request again (record 65): requests
   * are counted here.
   */
  private Answer send(URI base, String method, String path, Object body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(ANSWER_WITHIN_MILLIS);
    connection.setReadTimeout(ANSWER_WITHIN_MILLIS);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestMethod(method);
    if (body != null) {
      byte[] json = gson.toJson(body).getBytes(StandardCharsets.UTF_8);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(json.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(json);
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(method + " " + connection.getURL(), status, text);
    }
  }

  private static JsonObject expect(int status, Answer answer) {
    assertThat(answer.status())
        .as(() -> answer.request() + " answered " + answer.body())
        .isEqualTo(status);
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private record Answer(String request, int status, String body) {}
}
