package io.unjam.agent.boot;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks class loaders of the application for files on threads of its own, and waits for the answer
 * but for a while. Those threads hold no lock of the application and end a second after the last
 * question.
 *
 * <p>Safe for use by several threads.
 */
final class AskedAside {
  /*
   * Who asks runs inside a transformer, that is with the locks of a thread that defines a class: its loader's, and whatever the
   * application took before. What a loader does to hand out a file is its own affair: it may take a lock that another thread holds
   * while that one waits for a class. Asked in place, the two would wait for each other for ever, where the application alone would
   * not. Asked aside, the thread that defines the class goes on after a while without an answer, and with it all others.
   *
   * A loader that did not answer in time is not asked again before it has, so that of many classes only the first waits; one that was
   * late a few times not at all: it takes a lock there that whoever loads from it holds.
   *
   * A question asked by one of our own threads (a loader that loads classes in order to hand out a file) is answered in place: that
   * thread holds no locks but those that it took within the loader.
   *
   * The waiting is by a monitor: it neither takes a permit of LockSupport that the application may have given to the thread nor
   * loses an interrupt.
   */

  /** After so many late answers a loader is not asked any more. */
  private static final int LATE = 3;

  private static final int THREADS = 16;

  /** Why nobody is asked at the end. */
  static final String ENDED = "was not asked, as the agent has ended";

  private final long patienceMillis;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new AsideThreads());

  /**
   * Nobody is asked yet, and no thread made.
   *
   * @param patienceMillis how long an answer is waited for
   */
  AskedAside(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Whether the running thread is one of those that ask. */
  static boolean isAside() {
    return Thread.currentThread() instanceof AsideThread;
  }

  /**
   * What a question came to.
   *
   * @param bytes the answer; {@code null} where there is none
   * @param silence why there is none, in words that go on after "it"; {@code null} where there is
   *     one
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Reply(byte @Nullable [] bytes, @Nullable String silence) {
    private static Reply silence(String why) {
      return new Reply(null, why);
    }
  }

  /** What is asked of one loader. Thread-safe. */
  static final class Manners {
    private @Nullable Question unanswered;
    private int late;

    /** Returns why it isn't asked, {@code null} where it is. */
    private synchronized @Nullable String reserve() {
      if (late >= LATE) {
        return "is not asked any more, as it was late " + LATE + " times";
      }
      return unanswered == null || unanswered.isOver()
          ? null
          : "has not answered yet when it was asked for " + unanswered;
    }

    /** Returns whether it is the first time. */
    private synchronized boolean wasLate(Question question) {
      unanswered = question;
      late++;
      return late == 1;
    }
  }

  /** One file of one loader. */
  abstract static class Question implements Runnable {
    private boolean over;
    private byte @Nullable [] answer;
    private @Nullable Throwable failure;

    /** What is asked for, in a word. */
    @Override
    public abstract String toString();

    /** Asks, and keeps the answer for whoever asks later. Called on a thread of ours. */
    abstract byte[] ask();

    /** Called once by the thread that asked, when the loader has been late for the first time. */
    abstract void tell();

    @Override
    public final void run() {
      byte[] found = null;
      Throwable thrown = null;
      try {
        found = ask();
      } catch (Throwable e) {
        // An error of the application's loader: who waits is told, and nobody else.
        thrown = e;
      }
      synchronized (this) {
        answer = found;
        failure = thrown;
        over = true;
        notifyAll();
      }
    }

    private synchronized boolean isOver() {
      return over;
    }

    private synchronized Reply reply() {
      return failure == null ? new Reply(answer, null) : Reply.silence("threw " + failure);
    }

    /** Returns whether it is over, at the latest when the time is. */
    private boolean await(long millis) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      boolean interrupted = false;
      synchronized (this) {
        for (long left = until - System.nanoTime();
            !over && left > 0;
            left = until - System.nanoTime()) {
          try {
            TimeUnit.NANOSECONDS.timedWait(this, left);
          } catch (InterruptedException e) {
            // The application's: for what it does after its class is there.
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return isOver();
    }
  }

  /**
   * Has a question asked.
   *
   * @param manners those of the loader
   * @return the answer, or why there is none in time
   */
  Reply answer(Question question, Manners manners) {
    String reserve = manners.reserve();
    if (reserve != null) {
      return Reply.silence(reserve);
    }
    try {
      threads.execute(question);
    } catch (RejectedExecutionException busy) {
      return Reply.silence(
          threads.isShutdown()
              ? ENDED
              : "was not asked, as all " + THREADS + " threads that ask wait for answers");
    } catch (SecurityException | OutOfMemoryError noThread) {
      return Reply.silence("was not asked, as there is no thread for it: " + noThread);
    }
    if (question.await(patienceMillis)) {
      return question.reply();
    }
    if (manners.wasLate(question)) {
      question.tell();
    }
    return Reply.silence("did not answer within " + patienceMillis + " ms");
  }

  /** Lets the threads end; asks nothing more. */
  void end() {
    threads.shutdown();
  }

  private static final class AsideThreads implements ThreadFactory {
    @Override
    public Thread newThread(Runnable run) {
      return new AsideThread(run);
    }
  }

  private static final class AsideThread extends Thread {
    AsideThread(Runnable run) {
      super(null, run, "unjam-class-files", 0, false);
      setDaemon(true);
      setContextClassLoader(null);
    }
  }
}
