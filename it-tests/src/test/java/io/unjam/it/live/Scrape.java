package io.unjam.it.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of a JVM, read as Prometheus reads them.
 *
 * @param lines all series, a line each
 */
record Scrape(List<String> lines) {

  static Scrape of(URI address) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    return new Scrape(response.body().lines().filter(line -> !line.startsWith("#")).toList());
  }

  /**
   * The value of the one series whose name and labels contain all of these; 0 where there is none.
   */
  double value(String name, String... labels) {
    List<Double> found = values(name, labels);
    assertThat(found).as(name + List.of(labels)).hasSizeLessThan(2);
    return found.isEmpty() ? 0 : found.get(0);
  }

  /** The values of all such series added up. */
  double sum(String name, String... labels) {
    return values(name, labels).stream().mapToDouble(Double::doubleValue).sum();
  }

  private List<Double> values(String name, String... labels) {
    List<Double> found = new ArrayList<>();
    for (String line : lines) {
      boolean matches = line.startsWith(name + "{") || line.startsWith(name + " ");
      for (String label : labels) {
        matches &= line.contains(label);
      }
      if (matches) {
        found.add(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return found;
  }
}
