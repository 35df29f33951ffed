/** What the arms do: programs that know nothing of the agent. */
@NullMarked
package io.unjam.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
