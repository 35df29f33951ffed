/** How far a site is from scaling, by what was recorded of it. */
@NullMarked
package io.unjam.agent.report.scaling;

import org.jspecify.annotations.NullMarked;
