package io.unjam.agent.report.recording;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a recording, as much of it as can be read. One reading, one instance. */
public final class RecordingReader {

  private static final int LONGEST = 256 << 20;

  private final Gson gson = new Gson();
  private final String name;
  private Recording.@Nullable Header header;
  private final List<Recording.RecordedSite> sites = new ArrayList<>();
  private final List<Recording.RecordedDecision> decisions = new ArrayList<>();
  private final List<Recording.Interval> intervals = new ArrayList<>();
  private final List<Recording.Pause> pauses = new ArrayList<>();
  private final List<Recording.Stall> stalls = new ArrayList<>();
  private final List<Recording.Delay> delays = new ArrayList<>();
  private final List<Recording.Mark> marks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private RecordingReader(String name) {
    this.name = name;
  }

  /**
   * Reads a file. What is truncated, damaged or from a newer version is left out and named in
   * {@link Recording#problems}.
   *
   * @throws IOException with a sentence for the user if the file can't be read, is no recording, or
   *     nothing of it can be used
   */
  public static Recording read(Path file) throws IOException {
    RecordingReader reader = new RecordingReader(file.toString());
    try (InputStream in = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(new java.io.BufferedInputStream(in))) {
      return reader.read(data);
    }
  }

  private Recording read(DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(Block.MAGIC.length());
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals(Block.MAGIC)) {
      throw new IOException(name + " is no recording of Unjam's");
    }
    byte[] format = in.readNBytes(Integer.BYTES);
    if (format.length == Integer.BYTES) {
      int number = java.nio.ByteBuffer.wrap(format).getInt();
      if (number > Block.FORMAT) {
        problems.add(
            name
                + " was written by a newer Unjam (format "
                + number
                + ", this one reads up to "
                + Block.FORMAT
                + "); what it knows of it is shown");
      }
      blocks(in);
    }
    if (header == null) {
      throw new IOException(
          name
              + " holds nothing that can be read"
              + (problems.isEmpty() ? ": it ends in its header" : ": " + problems.get(0)));
    }
    return new Recording(
        header, sites, decisions, intervals, pauses, stalls, delays, marks, problems);
  }

  private void blocks(DataInputStream in) throws IOException {
    long at = (long) Block.MAGIC.length() + Integer.BYTES;
    while (true) {
      byte[] head = in.readNBytes(2 * Integer.BYTES);
      if (head.length == 0) {
        return;
      }
      if (head.length < 2 * Integer.BYTES) {
        truncated(at);
        return;
      }
      int length = java.nio.ByteBuffer.wrap(head).getInt();
      int expected = java.nio.ByteBuffer.wrap(head).getInt(Integer.BYTES);
      if (length < 0 || length > LONGEST) {
        problems.add(name + " is damaged from byte " + at + " on; what stands before it is shown");
        return;
      }
      byte[] payload = in.readNBytes(length);
      if (payload.length < length) {
        truncated(at);
        return;
      }
      CRC32 sum = new CRC32();
      sum.update(payload);
      if ((int) sum.getValue() != expected) {
        problems.add(name + " is damaged at byte " + at + "; that block is left out");
      } else {
        block(payload, at);
      }
      at += 2L * Integer.BYTES + length;
    }
  }

  private void truncated(long at) {
    problems.add(
        name + " ends in the middle of a block at byte " + at + "; what stands before it is shown");
  }

  private void block(byte[] payload, long at) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(payload))) {
      Block block = parsed(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (block == null || !isUsable(block.interval())) {
        problems.add(name + ": the block at byte " + at + " makes no sense and is left out");
        return;
      }
      if (block.header() != null) {
        header = block.header();
      }
      add(sites, block.sites());
      if (Boolean.TRUE.equals(block.decidedAnew())) {
        decisions.clear();
      }
      add(decisions, block.decisions());
      add(pauses, block.pauses());
      add(stalls, block.stalls());
      add(delays, block.delays());
      add(marks, block.marks());
      if (block.interval() != null) {
        intervals.add(block.interval());
      }
    } catch (IOException | JsonParseException e) {
      problems.add(name + ": the block at byte " + at + " can't be read and is left out: " + e);
    }
  }

  private @Nullable Block parsed(String json) {
    try {
      return gson.fromJson(json, Block.class);
    } catch (JsonParseException e) {
      throw e;
    } catch (RuntimeException e) {
      // So Gson wraps what the constructor of a record says to a list with nothing in it.
      throw new JsonParseException(e);
    }
  }

  /** A block of another version may lack what this one needs. */
  @SuppressWarnings("ConstantValue") // Components are set by reflection, from a file.
  private static boolean isUsable(Recording.@Nullable Interval interval) {
    if (interval == null) {
      return true;
    }
    if (interval.durations() == null || interval.spikes() == null || interval.slow() == null) {
      return false;
    }
    if (!KeyTotals.areWhole(interval.hotKeys()) || !SizeTotals.areWhole(interval.mapSizes())) {
      return false;
    }
    for (Durations durations : interval.durations()) {
      if (durations == null || !durations.isWhole()) {
        return false;
      }
    }
    return true;
  }

  private static <T> void add(List<T> all, @Nullable List<T> some) {
    if (some != null) {
      for (T one : some) {
        if (one != null) {
          all.add(one);
        }
      }
    }
  }
}
