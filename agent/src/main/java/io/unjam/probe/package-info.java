/** What the agent's self-test rewrites; never loaded by the agent's own loader. */
@NullMarked
package io.unjam.probe;

import org.jspecify.annotations.NullMarked;
