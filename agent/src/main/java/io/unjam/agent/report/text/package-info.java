/** The summary for people. */
@NullMarked
package io.unjam.agent.report.text;

import org.jspecify.annotations.NullMarked;
