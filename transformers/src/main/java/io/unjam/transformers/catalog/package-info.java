/**
 * What Unjam can do, once: every action, variant, option and word of {@code assume}. The parser,
 * the JSON Schema, the rule reference and the planner all read it here; a new variant is entered
 * here and nowhere else.
 */
@NullMarked
package io.unjam.transformers.catalog;

import org.jspecify.annotations.NullMarked;
