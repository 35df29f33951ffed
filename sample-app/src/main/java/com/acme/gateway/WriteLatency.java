package com.acme.gateway;

import com.acme.gateway.figures.Latency;
import com.acme.gateway.figures.WritePath;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Time spent inside the write paths, HTTP left out. Thread-safe; recording is wait-free (see
 * HdrHistogram's {@link Recorder}).
 */
public final class WriteLatency {
  private static final int DIGITS = 3;

  private final Map<WritePath, Recorder> recorders = new EnumMap<>(WritePath.class);
  private final Map<WritePath, Histogram> sinceReset = new EnumMap<>(WritePath.class);

  public WriteLatency() {
    for (WritePath path : WritePath.values()) {
      recorders.put(path, new Recorder(DIGITS));
      sinceReset.put(path, new Histogram(DIGITS));
    }
  }

  /** Records a write that began at {@code startNanos}, a {@link System#nanoTime}, and ends now. */
  void recordSince(WritePath path, long startNanos) {
    recorder(path).recordValue(Math.max(0, System.nanoTime() - startNanos));
  }

  /** Everything since the last reset, by the paths' labels. */
  synchronized Map<String, Latency> figures() {
    Map<String, Latency> figures = new TreeMap<>();
    sinceReset.forEach(
        (path, histogram) -> {
          histogram.add(recorder(path).getIntervalHistogram());
          figures.put(path.label(), Latency.of(histogram));
        });
    return figures;
  }

  /** Starts anew. */
  synchronized void reset() {
    recorders.values().forEach(Recorder::reset);
    sinceReset.values().forEach(Histogram::reset);
  }

  private Recorder recorder(WritePath path) {
    Recorder recorder = recorders.get(path);
    if (recorder == null) {
      throw new IllegalStateException("no recorder for " + path);
    }
    return recorder;
  }
}
