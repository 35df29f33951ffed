/** Decisions: every candidate site of a class matched to the rules, with a verdict and a reason. */
@NullMarked
package io.unjam.transformers.plan;

import org.jspecify.annotations.NullMarked;
