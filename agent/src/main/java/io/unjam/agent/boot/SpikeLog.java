package io.unjam.agent.boot;

import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.LockHolders;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.SlowWrite;
import io.unjam.runtime.record.Snapshot;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says which sites are slow again and again, without drowning what else is said: a line a second at
 * most, a site once a minute, and how much was left unsaid. Called by one thread at a time.
 */
final class SpikeLog implements SnapshotFeed.Listener {

  private static final long APART = TimeUnit.SECONDS.toNanos(1);
  private static final long APART_BY_SITE = TimeUnit.MINUTES.toNanos(1);

  /** As many sites as anybody reads lines about; more is as if they had been said just now. */
  private static final int MOST = 1_000;

  private final Console console;
  private final Map<Integer, Long> said = new HashMap<>();
  private long now;
  private long next;
  private long unsaid;

  SpikeLog(Console console) {
    this.console = console;
  }

  @Override
  public void rehearse(Snapshot madeUp) {
    for (SiteSpikes spikes : madeUp.spikes()) {
      line(spikes, madeUp);
    }
  }

  @Override
  public void next(Snapshot snapshot) {
    // By the snapshots' own lengths, which are of a clock that never jumps.
    now += snapshot.nanos();
    SiteSpikes worst = null;
    for (SiteSpikes spikes : snapshot.spikes()) {
      if (runs(spikes) == 0) {
        continue;
      }
      if (now >= next && due(spikes.site()) && (worst == null || worse(spikes, worst))) {
        unsaid += worst == null ? 0 : runs(worst);
        worst = spikes;
      } else {
        unsaid += runs(spikes);
      }
    }
    if (worst != null) {
      console.info(line(worst, snapshot));
      said.put(worst.site(), now);
      next = now + APART;
      unsaid = 0;
    }
  }

  /** A run of level 3 is one of level 2 too. */
  private static long runs(SiteSpikes spikes) {
    return Math.max(spikes.runs(2), spikes.runs(3));
  }

  private boolean due(int site) {
    Long last = said.get(site);
    return last == null ? said.size() < MOST : now - last >= APART_BY_SITE;
  }

  private static boolean worse(SiteSpikes one, SiteSpikes other) {
    return one.runs(3) != other.runs(3) ? one.runs(3) > other.runs(3) : one.runs(2) > other.runs(2);
  }

  private String line(SiteSpikes spikes, Snapshot snapshot) {
    int level = spikes.runs(3) > 0 ? 3 : 2;
    StringBuilder line = new StringBuilder("slow at ").append(key(spikes.site()));
    Site site = SiteTable.site(spikes.site());
    if (site != null) {
      line.append(" (").append(site.description()).append(')');
    }
    long times = spikes.runs(level);
    line.append(": three in a row of level ").append(level);
    line.append(times == 1 ? ", once" : ", " + times + " times");
    SlowWrite slowest = slowest(spikes.site(), snapshot);
    if (slowest != null) {
      line.append(String.format(Locale.ROOT, ", the longest %.1f ms", slowest.nanos() / 1e6));
      if (slowest.holder() != LockHolders.NONE) {
        line.append("; the lock was last taken at ").append(key(slowest.holder()));
      }
    }
    if (unsaid > 0) {
      line.append("; ").append(unsaid).append(" more rows of three were not said");
    }
    return line.toString();
  }

  private static @Nullable SlowWrite slowest(int site, Snapshot snapshot) {
    for (SlowWrite write : snapshot.worst()) {
      if (write.site() == site) {
        return write;
      }
    }
    return null;
  }

  private static String key(int number) {
    Site site = SiteTable.site(number);
    return site == null ? "site " + number : site.key();
  }

  @Override
  public void end() {
    if (unsaid > 0) {
      console.info(unsaid + " rows of three slow operations were not said");
    }
  }
}
