/** What a user can set, where from, and which source wins. */
@NullMarked
package io.unjam.agent.options;

import org.jspecify.annotations.NullMarked;
