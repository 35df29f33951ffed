/**
 * {@code synchronized} methods in the form of blocks, which can be told to enter other monitors.
 */
@NullMarked
package io.unjam.transformers.monitor;

import org.jspecify.annotations.NullMarked;
