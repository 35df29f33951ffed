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
  private static final String CONDITION = "java/util/concurrent/locks/Condition";
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

  /** The constant-pool names that a class with an acquisition must hold. */
  public static List<List<String>> traces() {
    List<List<String>> traces = new ArrayList<>();
    for (Set<String> signatures : List.of(TAKING, TAKING_IN_TIME, TRYING)) {
      for (String signature : signatures) {
        int descriptor = signature.indexOf('(');
        traces.add(List.of(signature.substring(0, descriptor), signature.substring(descriptor)));
      }
    }
    traces.add(NameScan.MONITORS);
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
    return instruction instanceof MethodInsnNode call
        && isVirtual(call)
        && WAITING.contains(call.name + call.desc);
  }

  /** Whether an instruction awaits a condition, which leaves the condition's lock meanwhile. */
  public static boolean isAwait(AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call
        && isVirtual(call)
        && call.owner.equals(CONDITION)
        && call.name.startsWith("await");
  }

  private static boolean isOnLock(MethodInsnNode call) {
    return isVirtual(call) && Types.isLock(call.owner);
  }

  private static boolean isVirtual(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
  }
}
