/** How it is measured: arms in JVMs of their own, rounds interleaved. */
@NullMarked
package io.unjam.benchmarks.run;

import org.jspecify.annotations.NullMarked;
