/** The command line: what can be known about rules and classes without a running agent. */
@NullMarked
package io.unjam.agent.cli;

import org.jspecify.annotations.NullMarked;
