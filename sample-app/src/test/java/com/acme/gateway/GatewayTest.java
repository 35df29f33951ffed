package com.acme.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.gateway.http.EchoUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GatewayTest {
  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private EchoUpstream upstream;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    upstream = EchoUpstream.start("echo", "127.0.0.1", 0);
    gateway = Gateway.start(config());
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    upstream.close();
  }

  @Test
  void proxiesToTheLongestPrefixAndKeepsTheSession() throws Exception {
    assertThat(admin("PUT", "/admin/routes", route("/")).statusCode()).isEqualTo(201);
    assertThat(admin("PUT", "/admin/routes", route("/")).statusCode()).isEqualTo(200);

    HttpResponse<String> first = proxied("/a/b?c=d", null);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo("echo GET /a/b?c=d\n");
    String cookie = first.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    assertThat(proxied("/a", cookie).headers().firstValue("set-cookie")).isEmpty();

    assertThat(admin("GET", "/admin/invariants", "").body())
        .contains("\"ok\":true", "\"sessions\":1", "\"requestsServed\":2", "\"routes\":1");
  }

  @Test
  void answers404WithoutARouteAnd502WithoutAnUpstream() throws Exception {
    assertThat(proxied("/", null).statusCode()).isEqualTo(404);
    admin("PUT", "/admin/routes", route("/"));
    upstream.close();
    assertThat(proxied("/", null).statusCode()).isEqualTo(502);
    assertThat(admin("GET", "/admin/invariants", "").body()).contains("\"ok\":true");
  }

  @Test
  void theJournalBringsTheRoutesBackAfterARestart() throws Exception {
    admin("POST", "/admin/routes/bulk", "[" + route("/a") + "," + route("/b") + "]");
    assertThat(admin("DELETE", "/admin/routes", route("/b")).statusCode()).isEqualTo(200);
    gateway.close();
    gateway = Gateway.start(config());
    assertThat(admin("GET", "/admin/routes", "").body()).contains("/a").doesNotContain("/b");
    assertThat(admin("GET", "/admin/invariants", "").body()).contains("\"ok\":true");
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertThat(admin("PUT", "/admin/routes", "{").statusCode()).isEqualTo(400);
    assertThat(admin("PUT", "/admin/routes", "").statusCode()).isEqualTo(400);
    assertThat(admin("PUT", "/admin/routes", "{\"host\":\"a\"}").statusCode()).isEqualTo(400);
    assertThat(admin("GET", "/admin/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void ordersMoveStockAndNeverLoseAUnit() throws Exception {
    String body =
        admin("POST", "/admin/reservations", "{\"article\":\"article-0\",\"units\":3}").body();
    assertThat(body).contains("\"id\":1");
    assertThat(admin("POST", "/admin/orders", "{\"reservation\":1}").statusCode()).isEqualTo(200);
    assertThat(admin("POST", "/admin/orders", "{\"reservation\":1}").statusCode()).isEqualTo(404);
    assertThat(
            admin("POST", "/admin/reservations", "{\"article\":\"article-0\",\"units\":8}")
                .statusCode())
        .isEqualTo(409);
    assertThat(admin("GET", "/admin/invariants", "").body())
        .contains("\"ok\":true", "\"sold\":3", "\"available\":17");
    assertThat(admin("GET", "/admin/metrics", "").body()).contains("\"order\":{\"count\":4");
  }

  private GatewayConfig config() {
    return new GatewayConfig(
        "127.0.0.1", 0, 0, 2, folder.resolve("journal"), false, GatewayConfig.stock(2, 10));
  }

  private String route(String prefix) {
    return "{\"host\":\"127.0.0.1\",\"prefix\":\""
        + prefix
        + "\",\"upstream\":\"127.0.0.1:"
        + upstream.port()
        + "\"}";
  }

  private HttpResponse<String> admin(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> proxied(String target, String cookie) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + target));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
