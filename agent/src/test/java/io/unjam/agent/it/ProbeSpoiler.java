package io.unjam.agent.it;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Another agent, which takes everything out of the class that Unjam's self-test runs. */
final class ProbeSpoiler implements ClassFileTransformer {

  private static final String PROBE = "io/unjam/probe/WriteProbe";

  private ProbeSpoiler() {}

  /** Called by the JVM. */
  public static void premain(String argument, Instrumentation instrumentation) {
    instrumentation.addTransformer(new ProbeSpoiler());
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] original) {
    return PROBE.equals(name) ? withoutBody(original) : null;
  }

  private static byte[] withoutBody(byte[] original) {
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String signature, String[] exceptions) {
            MethodVisitor body =
                super.visitMethod(access, method, descriptor, signature, exceptions);
            if (!method.equals("run")) {
              return body;
            }
            body.visitCode();
            body.visitInsn(Opcodes.RETURN);
            body.visitMaxs(0, 1);
            body.visitEnd();
            return null;
          }
        },
        0);
    return writer.toByteArray();
  }
}
