package io.unjam.transformers.edit;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Has threads change places in the midst of what a class does: before each of its calls, accesses
 * of fields and monitors a thread may yield, spin or sleep for a moment, by chance and a seed. What
 * the machine's own scheduler does once in a million sections then happens in every few.
 */
public final class NoisySchedule {
  private static final int SPINS = 200;
  private static final long NAP_NANOS = 20_000;

  /** Of this thread, while its steps are to be disturbed. */
  private static final ThreadLocal<Random> CHANCE = new ThreadLocal<>();

  private NoisySchedule() {}

  /** From now on the running thread is disturbed. */
  static void begin(long seed) {
    CHANCE.set(new Random(seed));
  }

  /** From now on it isn't. */
  static void end() {
    CHANCE.remove();
  }

  /** Called by the classes that {@link #disturb} has changed. */
  @SuppressWarnings("ThreadPriorityCheck") // a yield is a change of places, which is wanted here
  public static void point() {
    Random chance = CHANCE.get();
    if (chance == null) {
      return;
    }
    int what = chance.nextInt(32);
    if (what < 4) {
      Thread.yield();
    } else if (what < 6) {
      for (int i = chance.nextInt(SPINS); i > 0; i--) {
        Thread.onSpinWait();
      }
    } else if (what == 6) {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  /** The same class, whose threads may change places. */
  static byte[] disturb(byte[] classFile) {
    return with(classFile, Disturbing::new);
  }

  /** The same class, whose monitors keep nobody out. */
  static byte[] withoutMonitors(byte[] classFile) {
    return with(classFile, Unguarded::new);
  }

  private interface Change {
    MethodVisitor of(MethodVisitor method);
  }

  private static byte[] with(byte[] classFile, Change change) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return change.of(super.visitMethod(access, name, descriptor, signature, thrown));
              }
            },
            0);
    return writer.toByteArray();
  }

  private static final class Disturbing extends MethodVisitor {
    Disturbing(MethodVisitor method) {
      super(Opcodes.ASM9, method);
    }

    private void here() {
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          NoisySchedule.class.getName().replace('.', '/'),
          "point",
          "()V",
          false);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      here();
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      here();
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
        here();
      }
      super.visitInsn(opcode);
    }
  }

  private static final class Unguarded extends MethodVisitor {
    Unguarded(MethodVisitor method) {
      super(Opcodes.ASM9, method);
    }

    @Override
    public void visitInsn(int opcode) {
      boolean monitor = opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT;
      super.visitInsn(monitor ? Opcodes.POP : opcode);
    }
  }
}
