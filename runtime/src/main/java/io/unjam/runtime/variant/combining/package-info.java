/** Locks whose holder runs the waiting sections of other threads: the {@code batched} variant. */
@NullMarked
package io.unjam.runtime.variant.combining;

import org.jspecify.annotations.NullMarked;
