package io.unjam.agent.report.recording;

import com.google.gson.Gson;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Growth;
import io.unjam.runtime.record.LockHolders;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.SlowWrite;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Appends blocks to a recording.
 *
 * <p>A file is eight characters, the number of the format, and blocks: length and CRC-32 of the
 * payload, four bytes each, most significant first, then the payload, a deflated JSON object whose
 * names are those of {@link Recording}. A block is handed to the system in one write, so a crash of
 * the JVM costs at most the block that was under way. For use by one thread at a time.
 */
public final class RecordingWriter implements Closeable {

  private final OutputStream out;
  private final Gson gson = new Gson();
  private int sites;

  /** Those in the file, each once. */
  private Set<ClassPlan> plans = written();

  /**
   * Begins a recording.
   *
   * @param out an unbuffered stream, closed with this
   * @throws IOException if the header can't be written
   */
  public RecordingWriter(OutputStream out, Recording.Header header) throws IOException {
    this.out = out;
    out.write(
        ByteBuffer.allocate(Block.MAGIC.length() + Integer.BYTES)
            .put(Block.MAGIC.getBytes(StandardCharsets.US_ASCII))
            .putInt(Block.FORMAT)
            .array());
    write(
        new Block(
            header, List.of(), List.of(), null, null, List.of(), List.of(), List.of(), List.of()));
  }

  /**
   * Appends an interval and what became known during it.
   *
   * @param decided all decisions that stand; those written before are skipped, unless one of them
   *     stands no longer: then all are written, in the place of the earlier ones
   * @param meanwhile what is new of it
   * @throws IOException if the disk is full or gone; what was written before stays
   */
  public void append(
      Snapshot snapshot,
      List<ClassPlan> decided,
      Coincidences meanwhile,
      List<Recording.Mark> marks)
      throws IOException {
    List<ClassPlan> fresh = new ArrayList<>();
    for (ClassPlan plan : decided) {
      if (!plans.contains(plan)) {
        fresh.add(plan);
      }
    }
    boolean anew = plans.size() + fresh.size() != decided.size();
    if (anew) {
      plans = written();
      fresh = decided;
    }
    plans.addAll(fresh);
    write(
        new Block(
            null,
            newSites(),
            decisions(fresh),
            anew ? true : null,
            interval(snapshot),
            meanwhile.pauses(),
            meanwhile.stalls(),
            meanwhile.delays(),
            marks));
  }

  private List<Recording.RecordedSite> newSites() {
    List<Recording.RecordedSite> found = new ArrayList<>();
    int count = SiteTable.count();
    for (; sites < count; sites++) {
      Site site = SiteTable.site(sites);
      if (site != null) {
        found.add(site(site));
      }
    }
    return found;
  }

  /** A site in the form that a file has. Pure. */
  public static Recording.RecordedSite site(Site site) {
    return new Recording.RecordedSite(
        site.id(),
        site.key(),
        site.description(),
        site.owner(),
        site.member(),
        site.line(),
        site.operation());
  }

  private static Set<ClassPlan> written() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Decisions in the form that a file has. Pure. */
  public static List<Recording.RecordedDecision> decisions(List<ClassPlan> plans) {
    List<Recording.RecordedDecision> found = new ArrayList<>();
    for (ClassPlan plan : plans) {
      for (Decision decision : plan.decisions()) {
        found.add(
            new Recording.RecordedDecision(
                lower(decision.verdict()),
                decision.site().className(),
                decision.site().method() + decision.site().descriptor(),
                decision.site().line(),
                decision.site().target(),
                decision.rule().variant().action(),
                decision.rule().variant().name(),
                decision.rule().name(),
                decision.rule().location().toString(),
                decision.reason(),
                lower(decision.site().kind()),
                decision.site().field()));
      }
    }
    return found;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A snapshot in the form that a file has. Pure. */
  public static Recording.Interval interval(Snapshot snapshot) {
    List<Durations> durations = new ArrayList<>();
    for (SiteCounts counts : snapshot.sites()) {
      durations.add(Durations.of(counts));
    }
    List<Recording.Spikes> spikes = new ArrayList<>();
    for (SiteSpikes spiked : snapshot.spikes()) {
      spikes.add(
          new Recording.Spikes(
              spiked.site(), spiked.spikes(1), spiked.spikes(2), spiked.spikes(3)));
    }
    return new Recording.Interval(
        snapshot.fromMillis(),
        snapshot.toMillis(),
        snapshot.nanos(),
        snapshot.capReached(),
        durations,
        spikes,
        slow(snapshot),
        hotKeys(snapshot),
        SizeTotals.recordings(snapshot.mapSizes()));
  }

  /** The keys of a snapshot's slow writes, by the sites' numbers, as a file has them. */
  public static List<Recording.HotKeys> hotKeys(Snapshot snapshot) {
    return KeyTotals.recordings(snapshot.hotKeys());
  }

  /** The slow operations of a snapshot, worst first, as a file has them. */
  public static List<Recording.Slow> slow(Snapshot snapshot) {
    List<Recording.Slow> slow = new ArrayList<>();
    for (SlowWrite write : snapshot.worst()) {
      List<String> stack = new ArrayList<>();
      for (StackTraceElement frame : write.stack()) {
        if (!frame.getClassName().startsWith("io.unjam.runtime.")) {
          stack.add(frame.toString());
        }
      }
      slow.add(
          new Recording.Slow(
              write.site(),
              write.nanos(),
              write.millis(),
              write.thread(),
              stack,
              write.holder() == LockHolders.NONE ? null : write.holder(),
              write.key() == 0 ? null : KeyTotals.id(write.key()),
              write.growth() == Growth.NONE
                  ? null
                  : new Recording.Growth(write.growth() == Growth.SEEN, write.growthNanos())));
    }
    return slow;
  }

  private void write(Block block) throws IOException {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
      deflater.write(gson.toJson(block).getBytes(StandardCharsets.UTF_8));
    }
    byte[] payload = deflated.toByteArray();
    CRC32 sum = new CRC32();
    sum.update(payload);
    out.write(
        ByteBuffer.allocate(2 * Integer.BYTES + payload.length)
            .putInt(payload.length)
            .putInt((int) sum.getValue())
            .put(payload)
            .array());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
