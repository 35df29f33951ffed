/**
 * One decider per action and variant, registered in {@link
 * io.unjam.transformers.plan.decide.Deciders}.
 */
@NullMarked
package io.unjam.transformers.plan.decide;

import org.jspecify.annotations.NullMarked;
