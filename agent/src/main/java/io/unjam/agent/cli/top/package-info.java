/** The live table of {@code unjam top}. */
@NullMarked
package io.unjam.agent.cli.top;

import org.jspecify.annotations.NullMarked;
