package io.unjam.transformers.plan;

import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** Instructions as people read them. */
public final class Instructions {
  private Instructions() {}

  /** One instruction on one line, as {@code javap} and {@code plan --diff} name it. */
  public static String text(AbstractInsnNode insn) {
    Textifier text = new Textifier();
    insn.accept(new TraceMethodVisitor(text));
    StringBuilder line = new StringBuilder();
    for (Object part : List.copyOf(text.getText())) {
      line.append(part);
    }
    return line.toString().strip().replaceAll("\\s+", " ");
  }

  /** The source line of an instruction, 0 where the class file has none. */
  public static int line(AbstractInsnNode insn) {
    for (AbstractInsnNode at = insn; at != null; at = at.getPrevious()) {
      if (at instanceof LineNumberNode number) {
        return number.line;
      }
    }
    return 0;
  }
}
