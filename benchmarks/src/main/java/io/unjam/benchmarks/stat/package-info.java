/** From paired rounds to a ratio, an interval and a verdict. */
@NullMarked
package io.unjam.benchmarks.stat;

import org.jspecify.annotations.NullMarked;
