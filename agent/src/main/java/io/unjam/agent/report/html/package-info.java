/** A recording as one self-contained page. */
@NullMarked
package io.unjam.agent.report.html;

import org.jspecify.annotations.NullMarked;
