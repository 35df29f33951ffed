/** The immutable model of a rule file; every node knows its file, line and column. */
@NullMarked
package io.unjam.transformers.rule;

import org.jspecify.annotations.NullMarked;
