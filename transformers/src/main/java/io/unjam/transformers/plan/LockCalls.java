package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.NameScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What calls of {@code java.util.concurrent.locks} and of {@code Object.wait} do to a lock. */
public final class LockCalls {
  static final String CONDITION = "java/util/concurrent/locks/Condition";
  private static final String TIMED = "(JLjava/util/concurrent/TimeUnit;)";

  private static final Set<String> TAKING =
      Set.of(
          "lock()V",
          "lockInterruptibly()V",
          "writeLock()J",
          "writeLockInterruptibly()J",
          "readLock()J",
          "readLockInterruptibly()J");

  private static final Set<String> TAKING_IN_TIME =
      Set.of("tryLock" + TIMED + "Z", "tryWriteLock" + TIMED + "J", "tryReadLock" + TIMED + "J");

  private static final Set<String> TRYING =
      Set.of("tryLock()Z", "tryWriteLock()J", "tryReadLock()J");

  private static final Set<String> RELEASING =
      Set.of("unlock()V", "unlock(J)V", "unlockWrite(J)V", "unlockRead(J)V");

  private static final Set<String> WAITING = Set.of("wait()V", "wait(J)V", "wait(JI)V");

  private static final Set<String> AWAITING =
      Set.of(
          "await()V",
          "awaitUninterruptibly()V",
          "awaitNanos(J)J",
          "await" + TIMED + "Z",
          "awaitUntil(Ljava/util/Date;)Z");

  private static final Set<String> SIGNALLING = Set.of("signal()V", "signalAll()V");

  private static final Set<String> NOTIFYING = Set.of("notify()V", "notifyAll()V");

  /** How a call takes a lock. */
  public enum Taking {
    /** It waits as long as need be. */
    WAITING,
    /** It waits for a time and says whether it has the lock. */
    WAITING_IN_TIME,
    /** It waits for nothing and says whether it has the lock. */
    TRYING
  }

  private LockCalls() {}

  /** What a call has to do with waiting for a condition, or for a monitor to be notified. */
  public enum Waking {
    /** It waits for a condition, and has its lock again when it returns. */
    AWAITING,
    /** It waits for a monitor to be notified, and has the monitor again when it returns. */
    WAITING,
    /** It wakes one of those who wait. */
    ONE,
    /** It wakes all who wait. */
    ALL
  }

  /** The constant-pool names that a class with an acquisition, or a wait, must hold. */
  public static List<List<String>> traces() {
    List<List<String>> traces = new ArrayList<>();
    for (Set<String> signatures : List.of(TAKING, TAKING_IN_TIME, TRYING)) {
      for (String signature : signatures) {
        int descriptor = signature.indexOf('(');
        traces.add(List.of(signature.substring(0, descriptor), signature.substring(descriptor)));
      }
    }
    traces.add(NameScan.MONITORS);
    traces.add(List.of(CONDITION));
    traces.add(List.of("wait"));
    for (String signature : NOTIFYING) {
      traces.add(List.of(signature.substring(0, signature.indexOf('('))));
    }
    return traces;
  }

  /** How an instruction takes a lock, or {@code null} where it takes none. */
  public static @Nullable Taking taking(AbstractInsnNode instruction) {
    if (!(instruction instanceof MethodInsnNode call) || !isOnLock(call)) {
      return null;
    }
    String signature = call.name + call.desc;
    if (TAKING.contains(signature)) {
      return Taking.WAITING;
    }
    if (TAKING_IN_TIME.contains(signature)) {
      return Taking.WAITING_IN_TIME;
    }
    return TRYING.contains(signature) ? Taking.TRYING : null;
  }

  /** Whether an instruction releases a lock. */
  public static boolean isRelease(AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call
        && isOnLock(call)
        && RELEASING.contains(call.name + call.desc);
  }

  /** Whether an instruction is {@code Object.wait}, which leaves its monitor meanwhile. */
  public static boolean isWait(AbstractInsnNode instruction) {
    return waking(instruction) == Waking.WAITING;
  }

  /** Whether an instruction awaits a condition, which leaves the condition's lock meanwhile. */
  public static boolean isAwait(AbstractInsnNode instruction) {
    return waking(instruction) == Waking.AWAITING;
  }

  /** Whether an instruction waits for, or wakes, others, or {@code null} where it does neither. */
  public static @Nullable Waking waking(AbstractInsnNode instruction) {
    // super.wait() is as good: the methods of Object are final.
    if (!(instruction instanceof MethodInsnNode call)
        || !(isVirtual(call) || call.getOpcode() == Opcodes.INVOKESPECIAL)) {
      return null;
    }
    String signature = call.name + call.desc;
    if (WAITING.contains(signature)) {
      return Waking.WAITING;
    }
    if (NOTIFYING.contains(signature)) {
      return call.name.equals("notify") ? Waking.ONE : Waking.ALL;
    }
    if (!isOnCondition(call)) {
      return null;
    }
    if (AWAITING.contains(signature)) {
      return Waking.AWAITING;
    }
    return SIGNALLING.contains(signature)
        ? call.name.equals("signal") ? Waking.ONE : Waking.ALL
        : null;
  }

  /** Whether a call is one of {@code Condition}'s. */
  public static boolean isOnCondition(MethodInsnNode call) {
    return call.owner.equals(CONDITION);
  }

  private static boolean isOnLock(MethodInsnNode call) {
    return isVirtual(call) && Types.isLock(call.owner);
  }

  private static boolean isVirtual(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
  }
}
