package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What coincided with slow operations, as far as a recording tells. */
public final class Causes {

  private Causes() {}

  /**
   * What coincided with a slow operation, each as a sentence without its full stop; empty where
   * nothing is known of it. Pauses are known to the millisecond.
   */
  public static List<String> of(Recording recording, Recording.Slow slow) {
    List<String> causes = new ArrayList<>();
    long from = slow.millis() - slow.nanos() / 1_000_000 - 1;
    for (Recording.Pause pause : recording.pauses()) {
      long pausedTo = pause.millis() + pause.nanos() / 1_000_000;
      if (pause.millis() <= slow.millis() && pausedTo >= from) {
        causes.add(
            String.format(
                Locale.ROOT,
                "a GC pause of %d ms fell into it (%s, %s)",
                pause.nanos() / 1_000_000,
                pause.collector(),
                pause.cause()));
      }
    }
    Integer holder = slow.holder();
    if (holder != null) {
      Recording.RecordedSite site = recording.site(holder);
      causes.add(
          "the lock was last taken by " + (site == null ? "site " + holder : site.description()));
    }
    return causes;
  }
}
