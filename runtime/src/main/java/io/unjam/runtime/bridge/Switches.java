package io.unjam.runtime.bridge;

import io.unjam.runtime.record.Recorder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the agent turns on and off while the application runs. Thread-safe; seen by hooks at once.
 */
public final class Switches {
  /*
   * Hooks read the switch in opaque mode: a loop that calls a hook sees the change within a moment (a plain read could be taken out
   * of the loop), and yet nothing of the application is ordered by it, as nothing was by the call that the hook stands for. It is a
   * switch of behaviours that are each right by themselves, so no hook needs to see anything else together with it.
   */
  private static final VarHandle EDITS;

  static {
    try {
      EDITS = MethodHandles.lookup().findStaticVarHandle(Switches.class, "edits", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // by its handle
  private static boolean edits = true;

  private Switches() {}

  /**
   * Whether edited code acts as its edit says (the default) or as the original did. Read by hooks
   * and by the locks that stand in for the JDK's, in opaque mode: it orders no memory accesses.
   */
  public static boolean loEdits() {
    return (boolean) EDITS.getOpaque();
  }

  /**
   * The kill switch. Off, hooks do what the original instruction did: yields yield, explicit
   * collections collect, stand-in locks are as fair as they were asked to be. Maps that were handed
   * out keep their tables: their contract is the original's.
   *
   * @param on whether edited code acts as its edit says
   */
  public static void svEdits(boolean on) {
    EDITS.setVolatile(on);
  }

  /**
   * Turns timing on (the default) or off at every site. Operations under way are recorded still; an
   * edited site costs two calls that do nothing while it is off.
   *
   * @param on whether operations that begin from now on are timed
   */
  public static void setRecording(boolean on) {
    Recorder.SHARED.setRecording(on);
  }

  /** Whether operations that begin now are timed. */
  public static boolean recording() {
    return Recorder.SHARED.recording();
  }
}
