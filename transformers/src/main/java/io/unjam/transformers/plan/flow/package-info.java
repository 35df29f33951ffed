/** Where the values on a method's operand stack come from. */
@NullMarked
package io.unjam.transformers.plan.flow;

import org.jspecify.annotations.NullMarked;
