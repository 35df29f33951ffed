package io.unjam.transformers.proof.striping;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Why a lock can't be striped, or why one of its sections takes all stripes.
 *
 * @param obstacle its kind
 * @param text a sentence without its full stop
 * @param instruction the one that breaks the proof; {@code null} where it isn't one instruction
 */
public record Reason(Obstacle obstacle, String text, @Nullable AbstractInsnNode instruction) {}
