package io.unjam.transformers.edit;

import io.unjam.transformers.plan.ClassPlan;
import org.jspecify.annotations.Nullable;

/**
 * What became of one class.
 *
 * @param plan all decisions; those it calls applied are in {@code edited} unless there is a failure
 * @param edited the verified new bytes, {@code null} where the class keeps its own: nothing applied
 *     or something failed
 * @param failure why a class that should have been edited, or could not even be read, keeps its own
 *     bytes, in one sentence; {@code null} where all went well
 */
// Handed to the JVM as it is and never compared: a copy of every class would serve nobody.
@SuppressWarnings("ArrayRecordComponent")
public record Rewritten(ClassPlan plan, byte @Nullable [] edited, @Nullable String failure) {}
