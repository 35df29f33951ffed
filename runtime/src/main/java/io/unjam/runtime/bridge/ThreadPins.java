package io.unjam.runtime.bridge;

import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which threads of the application are bound to which processor, and the system calls that bind
 * them, which the agent provides. Safe for use by several threads; one lock, a leaf, under which
 * nothing but JDK code and those calls run. No agent class is reachable from here.
 */
public final class ThreadPins {
  /*
   * Which processor. Of those that the process itself may use (read once, before anything is bound, so that a container's set or a
   * taskset is respected) the one with the fewest living threads of ours. Not those of the thread's own mask: Linux hands the mask
   * of a thread on to the threads that it starts, so that a pool whose threads start one another would end up on one processor.
   *
   * Back. A binding notes what the thread's mask was, and gives that back. A thread that had inherited one of ours gets the
   * process's mask instead: what it "was" was our doing. The number of a thread that has ended may be given to another, of another
   * process even; so nothing is done by number without asking the Thread whether it is alive. It is dead for Java before it is for
   * Linux, so a number that belongs to a living Thread is its own. (Between question and call a thread would have to end and its
   * number to come round again, past all others.)
   *
   * The epoch. A thread looks itself up once per epoch and pattern; what it noted in an epoch that is over counts for nothing. Each
   * switch, release and change of rules begins an epoch.
   *
   * Failures. A hook throws nothing, so whatever goes wrong in here leaves the thread as it is. A binding is noted before it is
   * made: an error in between leaves a note too many, whose release gives the thread the mask that it has.
   */

  /** Room for 8192 processors, the most that Linux is built for. */
  public static final int MASK_BYTES = 1024;

  private static final int WORDS = MASK_BYTES / Long.BYTES;

  private static final Object LOCK = new Object();
  private static final List<String> PATTERNS = new ArrayList<>();
  private static final List<Pin> PINS = new ArrayList<>();

  /** Every processor that a thread was ever bound to: how an inherited binding is known. */
  private static final Set<Integer> USED = new HashSet<>();

  private static @Nullable Calls calls;
  private static long[] home = new long[0];
  private static volatile int epoch = 1;

  private ThreadPins() {}

  /** A thread that is bound. */
  private static final class Pin {
    final WeakReference<Thread> thread;
    final int number;
    final int processor;
    final long[] before;

    Pin(Thread thread, int number, int processor, long[] before) {
      this.thread = new WeakReference<>(thread);
      this.number = number;
      this.processor = processor;
      this.before = before;
    }

    boolean lives() {
      Thread it = thread.get();
      return it != null && it.isAlive();
    }
  }

  /** The system calls, and the memory that they read and write, which is used under the lock. */
  private static final class Calls {
    private final MethodHandle self;
    private final MethodHandle get;
    private final MethodHandle set;
    private final ByteBuffer mask;
    private final long address;

    Calls(MethodHandle self, MethodHandle get, MethodHandle set, ByteBuffer mask, long address) {
      this.self = self;
      this.get = get;
      this.set = set;
      this.mask = mask;
      this.address = address;
    }

    int number() throws Throwable {
      return (int) self.invokeExact();
    }

    /** The processors a thread may run on; {@code null} where it can't be asked. */
    long @Nullable [] get(int thread) throws Throwable {
      for (int i = 0; i < WORDS; i++) {
        mask.putLong(i * Long.BYTES, 0);
      }
      if ((int) get.invokeExact(thread, (long) MASK_BYTES, address) < 0) {
        return null;
      }
      int words = WORDS;
      while (words > 0 && mask.getLong((words - 1) * Long.BYTES) == 0) {
        words--;
      }
      long[] processors = new long[words];
      for (int i = 0; i < words; i++) {
        processors[i] = mask.getLong(i * Long.BYTES);
      }
      return processors;
    }

    boolean set(int thread, long[] processors) throws Throwable {
      for (int i = 0; i < WORDS; i++) {
        mask.putLong(i * Long.BYTES, i < processors.length ? processors[i] : 0);
      }
      return (int) set.invokeExact(thread, (long) MASK_BYTES, address) == 0;
    }
  }

  /**
   * Takes the system calls, and tries them on the calling thread, whose processors are those of the
   * process from then on: to be called by a thread that is not bound.
   *
   * @param self {@code gettid}: {@code ()int}
   * @param get {@code sched_getaffinity}: {@code (int, long, long)int}
   * @param set {@code sched_setaffinity}: {@code (int, long, long)int}
   * @param mask direct memory of {@link #MASK_BYTES}
   * @param address where it lies
   * @return why no thread can be bound, or {@code null} if all is well
   */
  public static @Nullable String serve(
      MethodHandle self, MethodHandle get, MethodHandle set, ByteBuffer mask, long address) {
    synchronized (LOCK) {
      Calls given = new Calls(self, get, set, mask.order(ByteOrder.nativeOrder()), address);
      try {
        int number = given.number();
        long[] own = given.get(number);
        if (own == null) {
          return "the system does not say which processors a thread may use";
        }
        if (!given.set(number, own)) {
          return "the system does not let this process bind its threads";
        }
        if (calls == null) {
          home = own;
        }
        calls = given;
        // What the first binding needs is loaded now, not under a lock of the application.
        choose();
        matches("*", "");
        return null;
      } catch (Throwable e) {
        return "the system calls can't be made: " + e;
      }
    }
  }

  /**
   * The number that a pattern over thread names has in hooks; the same for the same pattern, given
   * for good.
   */
  public static int number(String pattern) {
    synchronized (LOCK) {
      int known = PATTERNS.indexOf(pattern);
      if (known >= 0) {
        return known;
      }
      PATTERNS.add(pattern);
      return PATTERNS.size() - 1;
    }
  }

  /** What a thread has to have been looked at in; changes with every switch and change of rules. */
  public static int lvEpoch() {
    return epoch;
  }

  /**
   * Binds the calling thread, a platform thread, if its name fits the pattern and edits are on.
   * Throws nothing.
   *
   * @param pattern its number
   */
  public static void bind(int pattern) {
    try {
      Thread thread = Thread.currentThread();
      synchronized (LOCK) {
        Calls system = calls;
        if (system != null
            && Switches.loEdits()
            && pattern < PATTERNS.size()
            && matches(PATTERNS.get(pattern), thread.getName())
            && !isBound(thread)) {
          bind(thread, system);
        }
      }
    } catch (Throwable e) {
      // The application's thread goes on unbound, whatever it was: nothing of ours reaches it.
      return;
    }
  }

  private static void bind(Thread thread, Calls system) throws Throwable {
    int processor = choose();
    int number = system.number();
    long[] before = processor < 0 ? null : system.get(number);
    if (before == null) {
      return;
    }
    PINS.add(new Pin(thread, number, processor, isInherited(before) ? home : before));
    USED.add(processor);
    if (!system.set(number, only(processor))) {
      PINS.remove(PINS.size() - 1);
    }
  }

  private static boolean isBound(Thread thread) {
    for (Pin pin : PINS) {
      if (pin.thread.get() == thread) {
        return true;
      }
    }
    return false;
  }

  /** The processor with the fewest bound threads, or -1 where there is no choice. */
  private static int choose() {
    int[] load = new int[home.length * Long.SIZE];
    for (Iterator<Pin> pins = PINS.iterator(); pins.hasNext(); ) {
      Pin pin = pins.next();
      if (pin.lives()) {
        load[pin.processor]++;
      } else {
        pins.remove();
      }
    }
    int best = -1;
    int allowed = 0;
    for (int i = 0; i < load.length; i++) {
      if ((home[i / Long.SIZE] >>> i & 1) != 0) {
        allowed++;
        best = best < 0 || load[i] < load[best] ? i : best;
      }
    }
    return allowed < 2 ? -1 : best;
  }

  private static long[] only(int processor) {
    long[] mask = new long[processor / Long.SIZE + 1];
    mask[processor / Long.SIZE] = 1L << processor;
    return mask;
  }

  /** Whether a mask is one of ours: a single processor, to which we have bound a thread. */
  private static boolean isInherited(long[] mask) {
    if (mask.length == 0 || Arrays.equals(mask, home)) {
      return false;
    }
    int processors = 0;
    for (long word : mask) {
      processors += Long.bitCount(word);
    }
    int last = mask.length * Long.SIZE - 1 - Long.numberOfLeadingZeros(mask[mask.length - 1]);
    return processors == 1 && USED.contains(last);
  }

  /** Begins an epoch: each thread is looked at again when it comes to a site. */
  public static void again() {
    synchronized (LOCK) {
      epoch++;
    }
  }

  /**
   * Gives every bound thread its processors back, and begins an epoch.
   *
   * @param others numbers of threads of this process that may have inherited a binding from one of
   *     those; what is none of ours is left as it is
   */
  public static void release(int[] others) {
    synchronized (LOCK) {
      epoch++;
      Calls system = calls;
      if (system == null) {
        return;
      }
      try {
        for (Pin pin : PINS) {
          if (pin.lives()) {
            system.set(pin.number, pin.before);
          }
        }
        PINS.clear();
        for (int other : others) {
          long[] mask = system.get(other);
          if (mask != null && isInherited(mask)) {
            system.set(other, home);
          }
        }
      } catch (Throwable e) {
        throw new IllegalStateException("bound threads can't be given their processors back", e);
      }
    }
  }

  /** Whether a thread was ever bound. */
  public static boolean everBound() {
    synchronized (LOCK) {
      return !USED.isEmpty();
    }
  }

  /** The bound threads that live, as {@code NAME on processor N}. */
  public static List<String> bound() {
    synchronized (LOCK) {
      List<String> bound = new ArrayList<>();
      for (Pin pin : PINS) {
        Thread thread = pin.thread.get();
        if (thread != null && thread.isAlive()) {
          bound.add(thread.getName() + " on processor " + pin.processor);
        }
      }
      return bound;
    }
  }

  /**
   * Whether a name fits a pattern, in which {@code *} stands for any characters: greedy, with the
   * last {@code *} as the one place to come back to.
   */
  static boolean matches(String pattern, String name) {
    int at = 0;
    int star = -1;
    int taken = 0;
    int in = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        taken = in;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++taken;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
