package io.unjam.transformers.proof.combining;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Why another thread can't run a section.
 *
 * @param obstacle its kind
 * @param text a sentence without its full stop, with the line that breaks the proof
 * @param instruction the one that does; {@code null} where it isn't one instruction
 */
public record Reason(Obstacle obstacle, String text, @Nullable AbstractInsnNode instruction) {}
