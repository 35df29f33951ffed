package io.unjam.runtime.variant.striped;

import io.unjam.runtime.key.TrustedKeys;
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
   * `state` says who may touch the maps. OPEN: those who hold the stripe. CLOSED: those who hold the object's monitor. CLOSING: a holder of
   * the object's monitor is on its way from OPEN to CLOSED, or an error has stopped it there; nobody may begin, those inside may end.
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
   * the stripes open perhaps when it has it again. Before its next call of a map that is as at the beginning of a hold; so it must not
   * happen in the midst of a call. Calls that run code of the application count themselves in `foreign`, and while one is under way
   * nobody opens the stripes. The methods of keys are such code too; striping ends with the first call about a key of a class that is
   * not trusted, since keys are looked up often and such keys take all stripes anyway.
   *
   * A StackOverflowError in any of these methods leaves no monitor taken, and a state that is right: CLOSING is closed again.
   */
  private static final int CLOSED = 0;
  private static final int CLOSING = 1;
  private static final int OPEN = 2;

  private final Object monitor;
  private final boolean shared;
  private final Stripe[] stripes;
  private final int shift;
  private final Edges edges = new Edges();
  private volatile int state = CLOSED;
  private volatile boolean endsWhole;

  /**
   * How many calls of maps by holders of the monitor run other code now; guarded by the monitor.
   */
  private int foreign;

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
    this.stripes = new Stripe[stripes];
    this.shift = StripeOfKey.shift(stripes);
    for (int i = 0; i < stripes; i++) {
      this.stripes[i] = new Stripe();
    }
  }

  /** The object whose monitor is split. */
  public Object monitor() {
    return monitor;
  }

  /**
   * What to enter for a section about one key: the monitor of its stripe; the object's own where
   * the running thread holds it, the key is {@code null} or its class is not trusted. May wait for
   * the object's monitor.
   */
  public Object monitorFor(@Nullable Object key) {
    if (endsWhole || !TrustedKeys.contain(key) || Thread.holdsLock(monitor)) {
      return monitor;
    }
    Stripe stripe = stripes[StripeOfKey.of(key, shift)];
    if (state != OPEN) {
      if (Thread.holdsLock(stripe)) {
        return new Object();
      }
      synchronized (monitor) {
        if (endsWhole || foreign > 0) {
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
    return stripes.length;
  }

  @Override
  public boolean holds(int stripe) {
    return Thread.holdsLock(stripes[stripe]) || holdsAll();
  }

  @Override
  public boolean holds(int stripe, @Nullable Object key) {
    if (Thread.holdsLock(stripes[stripe])) {
      return true;
    }
    if (!holdsAll()) {
      return false;
    }
    if (shared && key != null && !TrustedKeys.contain(key)) {
      endsWhole = true;
    }
    return true;
  }

  @Override
  public boolean beginForeign() {
    if (!shared || !Thread.holdsLock(monitor)) {
      return false;
    }
    foreign++;
    return true;
  }

  @Override
  public void endForeign() {
    foreign--;
  }

  /** Closes the stripes if the running thread holds the object's monitor and they are open. */
  @Override
  public boolean holdsAll() {
    if (!Thread.holdsLock(monitor)) {
      return false;
    }
    close();
    return true;
  }

  private void close() {
    if (state == CLOSED) {
      return;
    }
    state = CLOSING;
    for (int i = 0; i < stripes.length; i++) {
      stripes[i].await();
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
    endsWhole = true;
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
