/**
 * What rewritten code uses instead of the JDK's own maps and locks: drop-in subclasses, one per
 * variant.
 */
@NullMarked
package io.unjam.runtime.variant;

import org.jspecify.annotations.NullMarked;
