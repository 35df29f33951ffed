/** From YAML text to the rule model, or to all of its errors at once. */
@NullMarked
package io.unjam.transformers.rule.parse;

import org.jspecify.annotations.NullMarked;
