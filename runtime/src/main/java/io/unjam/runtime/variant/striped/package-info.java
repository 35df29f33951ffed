/** A lock and the maps that it guards, split by key. */
@NullMarked
package io.unjam.runtime.variant.striped;

import org.jspecify.annotations.NullMarked;
