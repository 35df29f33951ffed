package io.unjam.runtime.variant.combining;

import io.unjam.runtime.bridge.Switches;
import java.io.ObjectStreamException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An unfair {@link ReentrantLock} whose holder, before it lets go, runs short sections that other
 * threads wait for: the {@code batched} variant.
 *
 * <p>Safety class: proven for methods that don't depend on the thread that runs them, else assumed,
 * {@code running-thread-unused}. Such a method, edited, begins so:
 *
 * <pre>{@code
 * if (lock.isBusy()) {
 *   Object result = lock.run(MethodHandles.lookup(), "add", "(I)V", false, new Object[] {this, 1});
 *   if (result != CombiningReentrantLock.DECLINED) {
 *     return;
 *   }
 * }
 * lock.lock(); // as written
 * }</pre>
 *
 * <p>Whoever runs the section for another thread does so with the lock held, so the {@code lock()}
 * of its body is a re-entry. Threads that call {@link #lock()} and all other methods find the
 * original, {@link Condition}s included.
 *
 * <p>Memory effects: what a thread did before it asked for its section happens before the section,
 * and the section before what the thread does next, as with a lock. Thread-safe. Written as a plain
 * lock when serialized.
 *
 * <p>Source: flat combining (Hendler, Incze, Shavit and Tzafrir, 2010), with the list of published
 * sections taken as a whole, and a bound on one combiner's work as in Fatourou and Kallimanis
 * (2012).
 */
public class CombiningReentrantLock extends ReentrantLock {
  private static final long serialVersionUID = 1L;

  /** How many sections of others a holder runs at most before it lets go. */
  public static final int BOUND = 64;

  /** What {@link #run} returns where the caller has to run its section itself. */
  public static final Object DECLINED = new Object();

  /*
   * A thread that finds the lock taken publishes its section: it pushes it on the stack `published`. Every holder looks there as it lets
   * the lock go for good, turns what it finds into the list `first`, which belongs to the lock's holder, and runs up to BOUND sections of
   * that list in turn. Then it releases the lock.
   *
   * Nobody is forgotten. As long as the lock is taken, its holder will look. A holder that releases it looks once more after the release;
   * if sections are left (beyond the bound, or published since), it wakes the thread of one, which takes the lock and becomes the next holder,
   * or finds that another one has, which will look. A waiting thread says that it is about to park, then asks whether the lock is free, then
   * parks; a releasing one frees the lock, then asks who is about to park. Both by volatile accesses, of which there is one order: one of the
   * two sees the other. (ReentrantLock's state is volatile; isLocked reads it, unlock writes it.)
   *
   * One way of releasing goes past unlock: Condition.await. Once somebody asked for a condition nobody publishes any more; for who had
   * published before, and for whatever else may go wrong in a holder, parks end by themselves after a while.
   *
   * A section runs once. It is marked before it runs and after, by the holder alone, and skipped if its own thread has run it. If a holder was
   * stopped (Thread.stop, up to JDK 19) between the marks, nobody can tell how far it came: its thread gets an error.
   *
   * A thread never leaves while its section may run. Waiting can fail: a virtual thread's park takes memory (on JDK 21 to 23 its
   * OutOfMemoryError comes out of LockSupport), any thread can be stopped. Then the thread takes its section back. If it gets it, nobody
   * has run it or will: short of memory or stack the method goes on as written, so that what comes of it is what the original lock would
   * come to; stopped, it ends. If it does not, the section has been begun: it is waited for, by yields as parks fail, and what was
   * thrown at the waiting thread is thrown once the section has ended; of a shortage nothing is left to tell by then.
   *
   * The stack. A combiner may be deep in its stack where the waiting thread was not. So it makes sure of room before it begins;
   * where there is none it leaves the sections to the next. What a section throws nevertheless, StackOverflowError included, goes to its caller.
   * An overflow in the unlock of the section's body leaves a hold too many; it is taken back here.
   *
   * Parking eats a permit of LockSupport that the application gave, as the JDK's own lock does when it has to wait.
   *
   * What can't race: list, marks and results are touched by the holder alone, until `done`.
   */
  private static final VarHandle PUBLISHED;

  static {
    try {
      PUBLISHED =
          MethodHandles.lookup()
              .findVarHandle(CombiningReentrantLock.class, "published", PendingSection.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;
  private static final long LONGEST_PARK_NANOS = 50_000_000L;
  private static final int ROOM_FRAMES = 64;

  private transient volatile @Nullable PendingSection published;
  private transient @Nullable PendingSection first;
  private transient long combined;
  private transient volatile boolean hasConditions;
  private final transient Blocker blocker = new Blocker(this);

  /** Like {@link ReentrantLock#ReentrantLock()}. */
  public CombiningReentrantLock() {
    super();
  }

  /**
   * Whether a section that begins now had better be handed to {@link #run}: another thread holds
   * the lock. A hint; both answers are right at any time.
   */
  public final boolean isBusy() {
    return isLocked() && Switches.loEdits() && !isHeldByCurrentThread() && !hasConditions;
  }

  /**
   * Runs a section under the lock, in this thread or another; returns when it has ended. Not
   * interruptible: an interrupt is there when it returns.
   *
   * @param caller the rights of the method, by {@link MethodHandles#lookup()}
   * @param name the method's name
   * @param descriptor its descriptor
   * @param isStatic whether it has no {@code this}
   * @param arguments its arguments, {@code this} first; owned by this call
   * @return what the method returns, boxed; {@code null} of a {@code void} one; {@link #DECLINED}
   *     where nothing has been run
   */
  public final @Nullable Object run(
      MethodHandles.Lookup caller,
      String name,
      String descriptor,
      boolean isStatic,
      @Nullable Object[] arguments) {
    PendingSection section;
    try {
      if (!hasRoom(ROOM_FRAMES)) {
        return DECLINED;
      }
      SectionMethod method = SectionMethod.of(caller, name, descriptor, isStatic);
      if (method == null) {
        return DECLINED;
      }
      section = new PendingSection(method, arguments);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError none) {
      return DECLINED;
    }
    publish(section);
    if (!await(section)) {
      return DECLINED;
    }
    Throwable failure = section.failure();
    if (failure != null) {
      throw CombiningReentrantLock.<RuntimeException>unchecked(failure);
    }
    return section.result();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void publish(PendingSection section) {
    PendingSection top;
    do {
      top = published;
      section.next = top;
    } while (!PUBLISHED.compareAndSet(this, top, section));
  }

  /**
   * Waits until a section has been run, whatever happens to its thread meanwhile.
   *
   * @return false if the section was taken back, as this thread can't wait
   */
  private boolean await(PendingSection section) {
    boolean canPark = true;
    boolean interrupted = false;
    Throwable stopped = null;
    while (!section.isDone()) {
      try {
        interrupted |= awaitOrThrow(section, canPark);
      } catch (Throwable thrown) {
        boolean shortage = thrown instanceof VirtualMachineError || thrown instanceof Exception;
        if (!shortage) {
          stopped = thrown;
        }
        if (section.withdraw()) {
          if (shortage) {
            restore(interrupted);
            return false;
          }
          break;
        }
        canPark = false;
      }
    }
    restore(interrupted);
    if (stopped != null) {
      throw CombiningReentrantLock.<RuntimeException>unchecked(stopped);
    }
    return true;
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One stretch of {@link #await}: returns whether an interrupt was taken. */
  @SuppressWarnings("ThreadPriorityCheck") // there is no other way to wait where parks fail
  private boolean awaitOrThrow(PendingSection section, boolean canPark) {
    int spins = SPINS;
    while (!section.isDone()) {
      if (!isLocked() && super.tryLock()) {
        try {
          runOne(section);
        } finally {
          unlock();
        }
      } else if (spins > 0) {
        spins--;
        Thread.onSpinWait();
      } else if (!canPark) {
        Thread.yield();
      } else {
        section.beginParking();
        if (!section.isDone() && isLocked()) {
          blocker.show(getOwner());
          park(blocker, LONGEST_PARK_NANOS);
          if (Thread.interrupted()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A seam for tests, which can't make the JDK's fail. */
  void park(Object shown, long nanos) {
    LockSupport.parkNanos(shown, nanos);
  }

  /** By the holder. Returns whether the section has been run by this call. */
  private boolean runOne(PendingSection section) {
    if (section.isLost()) {
      section.end(new IllegalMonitorStateException("the thread that ran this section was stopped"));
      return false;
    }
    int holds = getHoldCount();
    if (!section.tryRun()) {
      return false;
    }
    while (getHoldCount() > holds) {
      super.unlock();
    }
    section.end(null);
    return true;
  }

  /**
   * Like {@link ReentrantLock#unlock()}; the last one of a holder first runs sections that other
   * threads wait for. What they throw goes to those threads.
   */
  @Override
  public void unlock() {
    PendingSection ended = null;
    PendingSection left = null;
    if ((published != null || first != null) && getHoldCount() == 1) {
      try {
        ended = combine();
      } finally {
        left = first;
        super.unlock();
      }
    } else {
      super.unlock();
    }
    if (left == null) {
      left = published;
    }
    if (left != null && left.isParking() && !isLocked()) {
      LockSupport.unpark(left.caller());
    }
    while (ended != null) {
      LockSupport.unpark(ended.caller());
      ended = ended.next;
    }
  }

  /** By the holder: runs sections in turn; returns those whose threads have to be woken. */
  private @Nullable PendingSection combine() {
    PendingSection ended = null;
    try {
      if (!hasRoom(ROOM_FRAMES)) {
        return null;
      }
      for (int i = 0; i < BOUND; i++) {
        if (first == null) {
          takePublished();
        }
        PendingSection section = first;
        if (section == null) {
          break;
        }
        boolean open = section.isOpen();
        if (runOne(section)) {
          combined++;
        }
        first = section.next;
        if (open && section.isParking()) {
          section.next = ended;
          ended = section;
        }
      }
    } catch (StackOverflowError deep) {
      // Somewhere between sections, as what they throw is theirs. Whoever waits comes by itself.
      return ended;
    }
    return ended;
  }

  /** By the holder: the published sections become the list, the longest waiting first. */
  private void takePublished() {
    PendingSection taken = (PendingSection) PUBLISHED.getAndSet(this, null);
    while (taken != null) {
      PendingSection below = taken.next;
      taken.next = first;
      first = taken;
      taken = below;
    }
  }

  /** Makes sure of some stack; a {@link StackOverflowError} says no. */
  private static boolean hasRoom(int frames) {
    return frames == 0 || hasRoom(frames - 1);
  }

  /** As in the original. From now on every thread takes the lock itself. */
  @Override
  public Condition newCondition() {
    hasConditions = true;
    return super.newCondition();
  }

  /** How many sections a holder has run for other threads; by the holder, or when nobody is. */
  public final long combined() {
    return combined;
  }

  /** Whether some thread has published a section that nobody has looked at yet. */
  public final boolean hasPublished() {
    return published != null;
  }

  /**
   * Serialized forms outlive the agent: what is written is the JDK's own class, unlocked, as the
   * original's would be.
   */
  protected Object writeReplace() throws ObjectStreamException {
    return new ReentrantLock();
  }

  /**
   * Who has the lock at this moment, for monitoring; as stale when it is returned as what a thread
   * dump shows is from the start, see {@link #waitedFor}.
   */
  public final @Nullable Thread holder() {
    return getOwner();
  }

  /**
   * The lock whose holder a thread waits for, by what it parks on; {@code null} if that is none.
   */
  public static @Nullable CombiningReentrantLock waitedFor(@Nullable Object parkedOn) {
    return parkedOn instanceof Blocker blocker ? blocker.lock : null;
  }

  /**
   * What threads park on whose sections are published. A thread dump shows the lock's owner of the
   * time when the last of them parked, and deadlock detection follows it.
   */
  private static final class Blocker extends AbstractOwnableSynchronizer {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never written: the lock writes a plain one in its place
    private final CombiningReentrantLock lock;

    Blocker(CombiningReentrantLock lock) {
      this.lock = lock;
    }

    void show(@Nullable Thread owner) {
      setExclusiveOwnerThread(owner);
    }
  }
}
