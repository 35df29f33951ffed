/** What could be striped in an application that nobody has written a rule for yet. */
@NullMarked
package io.unjam.transformers.plan.reach;

import org.jspecify.annotations.NullMarked;
