package io.unjam.transformers.classfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells from a class file's constant pool alone whether it can hold what a set of rules looks for.
 *
 * <p>A <em>trace</em> is a list of names that all stand in the constant pool of every class with a
 * certain kind of site ({@code yield} and {@code java/lang/Thread}). The scan walks the pool once
 * over the bytes, allocates nothing and stops at the first complete trace. Immutable once built;
 * thread-safe.
 */
public final class NameScan {
  /**
   * The trace of a class with a {@code synchronized} block or method. A block has no name of its
   * own, but its exit on exceptions is a handler whose frame names {@code Throwable}; a method has
   * a flag. Classes of before Java 7, which need no frames, all may have one.
   */
  public static final List<String> MONITORS = List.of("synchronized");

  private static final int MAX_NAMES = 64;
  private static final int JAVA_7 = 51;
  private static final int SYNCHRONIZED = 0x20;

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  /** Bytes of a constant-pool entry by its tag (JVMS 4.4); 0 where no tag is, or one varies. */
  private static final int[] ENTRY_SIZES = {
    0, 0, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3
  };

  private final byte[][] names;
  private final boolean[] lengths;
  private final long[] traces;
  private final boolean always;
  private final boolean monitors;

  private NameScan(
      byte[][] names, boolean[] lengths, long[] traces, boolean always, boolean monitors) {
    this.names = names;
    this.lengths = lengths;
    this.traces = traces;
    this.always = always;
    this.monitors = monitors;
  }

  /**
   * A scan for any of some traces. An empty trace is found in every class; so is everything where
   * the traces hold more than 64 different names (a scan may answer yes too often, never too
   * rarely).
   */
  public static NameScan forAny(List<List<String>> wanted) {
    boolean monitors = wanted.contains(MONITORS);
    List<List<String>> traces = new ArrayList<>(wanted);
    if (monitors) {
      traces.removeIf(MONITORS::equals);
      traces.add(List.of("java/lang/Throwable"));
    }
    List<String> distinct = new ArrayList<>();
    boolean always = false;
    int longest = 0;
    for (List<String> trace : traces) {
      always |= trace.isEmpty();
      for (String name : trace) {
        if (!distinct.contains(name)) {
          distinct.add(name);
          longest = Math.max(longest, name.length());
        }
      }
    }
    if (distinct.size() > MAX_NAMES) {
      always = true;
    }
    if (always) {
      return new NameScan(new byte[0][], new boolean[0], new long[0], true, monitors);
    }
    byte[][] names = new byte[distinct.size()][];
    boolean[] lengths = new boolean[longest + 1];
    for (int i = 0; i < names.length; i++) {
      names[i] = distinct.get(i).getBytes(StandardCharsets.US_ASCII);
      lengths[names[i].length] = true;
    }
    long[] masks = new long[traces.size()];
    for (int i = 0; i < masks.length; i++) {
      for (String name : traces.get(i)) {
        masks[i] |= 1L << distinct.indexOf(name);
      }
    }
    return new NameScan(names, lengths, masks, false, monitors);
  }

  /**
   * Whether a class file may hold one of the traces.
   *
   * @return true also for bytes that are no readable class file: whoever parses them says what is
   *     wrong
   */
  public boolean mayHold(byte[] classFile) {
    if (always) {
      return true;
    }
    if (traces.length == 0) {
      return false;
    }
    if (classFile.length < 10) {
      return true;
    }
    int count = u2(classFile, 8);
    int at = 10;
    long seen = 0;
    for (int i = 1; i < count; i++) {
      if (at + 3 > classFile.length) {
        return true;
      }
      int tag = classFile[at];
      if (tag == UTF8) {
        int length = u2(classFile, at + 1);
        int start = at + 3;
        at = start + length;
        if (length < lengths.length && lengths[length] && at <= classFile.length) {
          seen |= bitOf(classFile, start, length);
          if (completesTrace(seen)) {
            return true;
          }
        }
        continue;
      }
      if (tag < 0 || tag >= ENTRY_SIZES.length || ENTRY_SIZES[tag] == 0) {
        // A tag of the future, or no class file: a reader will say which.
        return true;
      }
      at += ENTRY_SIZES[tag];
      if (tag == LONG || tag == DOUBLE) {
        i++;
      }
    }
    return monitors && mayHaveMonitors(classFile, at);
  }

  /** Of a class whose pool ends at {@code at} and doesn't name {@code Throwable}. */
  private static boolean mayHaveMonitors(byte[] classFile, int at) {
    if (u2(classFile, 6) < JAVA_7) {
      return true;
    }
    try {
      int next = at + 8 + 2 * u2(classFile, at + 6);
      int fields = u2(classFile, next);
      next += 2;
      for (int i = 0; i < fields; i++) {
        next = behindMember(classFile, next);
      }
      int methods = u2(classFile, next);
      next += 2;
      for (int i = 0; i < methods; i++) {
        if ((u2(classFile, next) & SYNCHRONIZED) != 0) {
          return true;
        }
        next = behindMember(classFile, next);
      }
      return false;
    } catch (ArrayIndexOutOfBoundsException truncated) {
      // Not a readable class file: a reader will say what is wrong.
      return true;
    }
  }

  /** Where the member after one begins. */
  private static int behindMember(byte[] classFile, int member) {
    int attributes = u2(classFile, member + 6);
    int next = member + 8;
    for (int i = 0; i < attributes; i++) {
      next += 6 + (u2(classFile, next + 2) << 16 | u2(classFile, next + 4));
      if (next < 0) {
        throw new ArrayIndexOutOfBoundsException(next);
      }
    }
    return next;
  }

  private boolean completesTrace(long seen) {
    for (long trace : traces) {
      if ((seen & trace) == trace) {
        return true;
      }
    }
    return false;
  }

  private long bitOf(byte[] classFile, int start, int length) {
    for (int i = 0; i < names.length; i++) {
      byte[] name = names[i];
      if (name.length == length && equal(name, classFile, start)) {
        return 1L << i;
      }
    }
    return 0;
  }

  /** Compares from the end: names of one length mostly share their package. */
  private static boolean equal(byte[] name, byte[] classFile, int start) {
    for (int i = name.length - 1; i >= 0; i--) {
      if (name[i] != classFile[start + i]) {
        return false;
      }
    }
    return true;
  }

  private static int u2(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
