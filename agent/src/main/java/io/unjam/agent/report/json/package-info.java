/** The summary for programs. */
@NullMarked
package io.unjam.agent.report.json;

import org.jspecify.annotations.NullMarked;
