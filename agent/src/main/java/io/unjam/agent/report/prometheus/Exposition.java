package io.unjam.agent.report.prometheus;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.unjam.agent.report.RunReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A run as metrics, in the format that a scraper asks for. Thread-safe; remembers which sites have
 * series of their own, so one is to be used for the whole run.
 */
public final class Exposition {

  private final Metrics metrics = new Metrics();

  /**
   * What a scraper gets.
   *
   * @param contentType for the header of that name
   * @param body UTF-8
   */
  @SuppressWarnings("ArrayRecordComponent") // made to be written out, never compared
  public record Page(String contentType, byte[] body) {}

  /**
   * Makes a page.
   *
   * @param on whether edits are in force
   * @param accept the scraper's header of that name, {@code null} where it sent none
   * @throws IOException never in practice: nothing is written outside memory
   */
  public Page page(RunReport report, boolean on, @Nullable String accept) throws IOException {
    MetricSnapshots snapshots;
    synchronized (metrics) {
      snapshots = metrics.of(report, on);
    }
    ExpositionFormatWriter writer = OpenMetricsTextFormatWriter.create();
    if (!writer.accepts(accept)) {
      writer = PrometheusTextFormatWriter.create();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writer.write(body, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
    return new Page(writer.getContentType(), body.toByteArray());
  }
}
