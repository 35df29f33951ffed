package io.unjam.runtime.variant.striped;

import io.unjam.runtime.key.TrustedKeys;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Splits the monitor of an object, and the maps it guards, by key: the {@code striped} variant of
 * {@code synchronized} blocks. Monitors stay monitors, the object's own and one for each stripe.
 *
 * <p>A section about one key is entered so, by code that Unjam edits:
 *
 * <pre>{@code
 * Object entered;
 * do {
 *   entered = striped.monitorFor(key);
 * } while (!striped.isValid(entered)); // asked within: synchronized (entered) { ... }
 * }</pre>
 *
 * <p>It starts unsplit: sections about one key take the object's own monitor, and the maps ask
 * nobody anything. Now and then a section looks how long it waited; once waits come often, the
 * monitor is split for good.
 *
 * <p>Whoever holds the object's own monitor excludes all such sections from its first call of a
 * guarded map to the end of its hold; it needs no edit, nor to know of this class. What it does
 * before that call, or without one, may run beside sections about one key: the proof that lets code
 * ask {@link #monitorFor} shows that those touch nothing but the maps.
 *
 * <p>Memory effects: holders that exclude each other synchronize by a monitor. Of two sections for
 * keys of different stripes, what the one's thread did before it entered happens before what the
 * other's does after it left, or the other way round. Thread-safe.
 */
public final class StripedMonitor implements StripeGuard {
  /*
   * Until `split` is set the monitor is whole: nobody is in a stripe, and every call of a map may go on at once. Its caller either
   * holds the object's monitor, as all sections do, or is as unprotected as it was as written (see lockAll). It is set under the
   * object's monitor, once, and never goes back, and it lets nobody into a stripe: `state` is CLOSED before and after. It is a plain
   * field. Whoever holds the object's monitor comes before or after the hold in which it is set, and whoever is in a valid stripe has
   * seen OPEN, which comes after: for both it can't change under their feet, but where the monitor is waited on. Who reads it late and
   * is neither is one of the unprotected, or asks what to enter and gets the object's monitor, which is always right.
   *
   * When to split is a guess that soundness doesn't rest on. One in some sections about a key looks whether it waits: whether others
   * have asked between its question and its way in, or that took long. (A clock alone would take an interpreter for a crowd.) What it
   * needs are plain fields that threads write without order, `asks` among them: a look that meets another is lost or sees too much,
   * which one among several hardly decides. `looking` says which monitor of all is looked at, one at a time, so that every other
   * section passes by with a glance at one field. Threads and monitors go by numbers there: no reference keeps them alive. What the
   * looks have found is kept under the object's monitor.
   *
   * From then on: `state` says who may touch the maps. OPEN: those who hold the stripe. CLOSED: those who hold the object's monitor.
   * CLOSING: a holder of the object's monitor is on its way from OPEN to CLOSED, or an error has stopped it there; nobody may begin,
   * those inside may end.
   * It changes under the object's monitor alone.
   *
   * Closing enters and leaves every stripe's monitor after it has set CLOSING. A thread that entered a stripe before is waited for; one
   * that enters it after that sees CLOSING or CLOSED, finds its stripe invalid, leaves and asks anew. So nobody is in a valid stripe
   * once the state is CLOSED.
   *
   * Nobody tells when a holder of the object's monitor leaves: it is unedited code. Therefore the state stays CLOSED until a section
   * about one key wants it open; that one takes the object's monitor for a moment, as long as it would have waited for it anyway.
   *
   * Order of monitors: the object's, then stripes. A thread in a stripe takes no other monitor (proven) and waits for none: if it comes
   * to a section for the same key again, it is given a monitor that nobody else knows.
   *
   * A shared monitor may be waited on, by code that Unjam doesn't know: then its holder lets it go in the midst of its hold, and finds
   * the stripes split or open perhaps when it has it again. Before its next call of a map that is as at the beginning of a hold; so it
   * must not happen in the midst of a call. Calls that run code of the application count themselves in `foreign`, and while one is under
   * way nobody opens the stripes. The methods of keys are such code too; striping ends with the first call about a key of a class that is
   * not trusted, since keys are looked up often and such keys take all stripes anyway.
   *
   * A StackOverflowError in any of these methods leaves no monitor taken, and a state that is right: CLOSING is closed again.
   */
  private static final int CLOSED = 0;
  private static final int CLOSING = 1;
  private static final int OPEN = 2;

  private final Object monitor;
  private final boolean shared;
  private final int count;
  private final int shift;
  private final Edges edges = new Edges();
  private volatile int state = CLOSED;
  private volatile boolean endsWhole;

  private volatile Stripe @Nullable [] stripes;
  private boolean split;

  /** How many calls of maps run other code now. */
  private final AtomicInteger foreign = new AtomicInteger();

  /** One in so many sections looks whether it waits, less one. */
  private static final int SELDOM = 63;

  /** Once one has waited: sections may be long, and few. */
  private static final int OFTEN = 3;

  private static final long WAIT_NANOS = 20_000;
  private static final long LONG_NANOS = 1_000_000;

  /** After that a look gives way to others: its thread may have met an error. */
  private static final long GIVEN_UP_NANOS = 1_000_000_000;

  private static int made;

  /** The number of the monitor that is looked at, or 0. */
  private static int looking;

  private static long lookingSince;

  private final int number;

  /** How often sections about a key have asked, unsplit. */
  private int asks;

  private int lookMask = SELDOM;
  private int looker;
  private int lookedAfter;
  private long lookedAt;

  /** Guarded by the monitor. */
  private final WaitCount waits = new WaitCount();

  /**
   * Splits a monitor that is known to one class alone, which doesn't wait on it.
   *
   * @param monitor the object, not seen by other threads yet
   * @param stripes how many; a power of two
   */
  public StripedMonitor(Object monitor, int stripes) {
    this(monitor, stripes, false);
  }

  /** Splits a monitor that anybody may take and wait on. */
  public static StripedMonitor shared(Object monitor, int stripes) {
    return new StripedMonitor(monitor, stripes, true);
  }

  private StripedMonitor(Object monitor, int stripes, boolean shared) {
    this.monitor = monitor;
    this.shared = shared;
    this.count = stripes;
    this.shift = StripeOfKey.shift(stripes);
    // Two threads may draw the same number; 0 is left out.
    this.number = made++ | 1 << 31;
  }

  /** The object whose monitor is split. */
  public Object monitor() {
    return monitor;
  }

  /**
   * Splits now, without waiting for contention. Nothing happens where a key whose class is not
   * trusted has ended the striping.
   */
  public void split() {
    synchronized (monitor) {
      splitByHolder();
    }
  }

  private void splitByHolder() {
    if (stripes == null && !endsWhole) {
      Stripe[] all = new Stripe[count];
      for (int i = 0; i < count; i++) {
        all[i] = new Stripe();
      }
      stripes = all;
      split = true;
    }
  }

  /** Whether sections about one key may take stripes. */
  public boolean isSplit() {
    return stripes != null;
  }

  /**
   * The stripes, or {@code null} where the running thread may go on without. Who sees `split`
   * without coming after what set it may not see the stripes.
   */
  private Stripe @Nullable [] stripesIfSplit() {
    return split ? stripes : null;
  }

  /** Whether this section waits for the monitor; {@link #endLook} follows as soon as it is in. */
  private void beginLook() {
    long now = System.nanoTime();
    if (looking == 0 || now - lookingSince > GIVEN_UP_NANOS) {
      lookingSince = now;
      lookedAt = now;
      lookedAfter = asks;
      looker = System.identityHashCode(Thread.currentThread());
      looking = number;
    }
  }

  /** Whether a section that has entered a monitor as written has to call {@link #isValid}. */
  public static boolean isLooking() {
    return looking != 0;
  }

  /** By a thread that has just entered the object's monitor. */
  private void endLook() {
    if (looking != number || looker != System.identityHashCode(Thread.currentThread())) {
      return;
    }
    looking = 0;
    long now = System.nanoTime();
    long took = now - lookedAt;
    boolean met = asks != lookedAfter;
    int seen = took > LONG_NANOS ? WaitCount.LONG : met || took > WAIT_NANOS ? 1 : 0;
    boolean often = waits.count(looker, met, seen, now);
    lookMask = waits.any(now) ? OFTEN : SELDOM;
    if (often) {
      try {
        splitByHolder();
      } catch (OutOfMemoryError full) {
        // Whole it works as well; later looks ask for it again.
        lookMask = SELDOM;
      }
    }
  }

  /**
   * What to enter for a section about one key: the monitor of its stripe; the object's own where it
   * isn't split, the running thread holds it, the key is {@code null} or its class is not trusted.
   * May wait for the object's monitor.
   */
  public Object monitorFor(@Nullable Object key) {
    Stripe[] all = stripesIfSplit();
    if (all == null) {
      if ((asks++ & lookMask) == 0) {
        beginLook();
      }
      return monitor;
    }
    if (endsWhole || !TrustedKeys.contain(key) || Thread.holdsLock(monitor)) {
      return monitor;
    }
    Stripe stripe = all[StripeOfKey.of(key, shift)];
    if (state != OPEN) {
      if (Thread.holdsLock(stripe)) {
        return new Object();
      }
      synchronized (monitor) {
        if (endsWhole || foreign.get() > 0) {
          return monitor;
        }
        state = OPEN;
      }
    }
    return stripe;
  }

  /**
   * Whether a section may begin in what {@link #monitorFor} returned and the running thread has
   * entered. If not, leave it and ask anew.
   */
  public boolean isValid(Object entered) {
    if (!(entered instanceof Stripe)) {
      if (isLooking()) {
        endLook();
      }
      return true;
    }
    if (state != OPEN) {
      return false;
    }
    edges.getAndIncrement();
    return true;
  }

  /** How many sections have begun in a stripe; for monitoring and tests. */
  public long keyedSections() {
    return edges.get();
  }

  /** Whether a key whose class is not trusted has ended the striping. */
  public boolean isWholeForGood() {
    return endsWhole;
  }

  @Override
  public int stripes() {
    return count;
  }

  @Override
  public boolean holds(int stripe) {
    Stripe[] all = stripesIfSplit();
    return all == null || Thread.holdsLock(all[stripe]) || holdsAll();
  }

  @Override
  public boolean holds(int stripe, @Nullable Object key) {
    Stripe[] all = stripesIfSplit();
    if (all != null) {
      if (Thread.holdsLock(all[stripe])) {
        return true;
      }
      if (!holdsAll()) {
        return false;
      }
    }
    if (shared && key != null && !TrustedKeys.contain(key)) {
      keepWhole();
    }
    return true;
  }

  @Override
  public boolean beginForeign() {
    // Unsplit, counting is cheaper than asking; who counts without the monitor keeps stripes shut
    // for a while, no more.
    if (!shared || (stripesIfSplit() != null && !Thread.holdsLock(monitor))) {
      return false;
    }
    foreign.getAndIncrement();
    return true;
  }

  @Override
  public void endForeign() {
    foreign.getAndDecrement();
  }

  /** Closes the stripes if the running thread holds the object's monitor and they are open. */
  @Override
  public boolean holdsAll() {
    if (stripesIfSplit() == null) {
      return true;
    }
    if (!Thread.holdsLock(monitor)) {
      return false;
    }
    close();
    return true;
  }

  private void close() {
    Stripe[] all = stripesIfSplit();
    if (state == CLOSED || all == null) {
      return;
    }
    state = CLOSING;
    for (int i = 0; i < all.length; i++) {
      all[i].await();
    }
    state = CLOSED;
  }

  /**
   * For a thread that calls a map and holds neither its stripe nor the object's monitor: a
   * constructor, or code that has found another way to the map. It is no more protected than it was
   * as written, but comes after all sections that have ended.
   */
  @Override
  public void lockAll() {
    synchronized (monitor) {
      close();
    }
  }

  @Override
  public void unlockAll() {}

  @Override
  public void keepWhole() {
    if (!endsWhole) {
      endsWhole = true;
    }
  }

  private static final class Stripe {
    // Keeps the headers of two stripes, allocated one after the other, on different cache lines.
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14;

    /** Waits for the thread that holds this monitor, if any. */
    synchronized void await() {}
  }

  private static final class Edges extends AtomicLong {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused")
    private transient long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13;
  }
}
