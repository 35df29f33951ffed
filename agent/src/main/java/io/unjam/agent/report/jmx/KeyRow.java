package io.unjam.agent.report.jmx;

import io.unjam.agent.report.recording.Recording;
import io.unjam.runtime.bridge.Site;

/** A key that stands out among the slow writes of one site. Immutable. */
public final class KeyRow {

  private final Site site;
  private final Recording.HotKeys keys;
  private final Recording.HotKey key;

  KeyRow(Site site, Recording.HotKeys keys, Recording.HotKey key) {
    this.site = site;
    this.keys = keys;
    this.key = key;
  }

  /** The site's key. */
  @Says("The site's key, the same in every output of Unjam")
  public String getSite() {
    return site.key();
  }

  /** Which. */
  @Says("An id that says nothing about the key, the same in all outputs of one run")
  public String getId() {
    return key.id();
  }

  /** The lower bound. */
  @Says("The least number of slow writes that went to it")
  public long getAtLeast() {
    return key.atLeast();
  }

  /** The upper bound. */
  @Says("The most slow writes that can have gone to it")
  public long getAtMost() {
    return key.count();
  }

  /** Of how many. */
  @Says("The site's slow writes that had a key, all of them")
  public long getSlowWrites() {
    return keys.writes();
  }
}
