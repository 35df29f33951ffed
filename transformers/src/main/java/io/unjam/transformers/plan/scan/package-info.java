/** One scanner per {@link io.unjam.transformers.plan.SiteKind}: what counts as a candidate. */
@NullMarked
package io.unjam.transformers.plan.scan;

import org.jspecify.annotations.NullMarked;
