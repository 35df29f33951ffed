/** Plans of whole applications, made from their jars without running them. */
@NullMarked
package io.unjam.transformers.plan.offline;

import org.jspecify.annotations.NullMarked;
