/** The command line of the benchmarks. */
@NullMarked
package io.unjam.benchmarks;

import org.jspecify.annotations.NullMarked;
